import Foundation

/// A directory that is removed with the last reference to it.
final class TemporaryDirectory: Sendable {
    /// The absolute path without links, as SQLite sees it.
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("swift-sessions-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.resolvingSymlinksInPath().path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Returns the path of a file in the directory.
    func path(_ name: String) -> String { path + "/" + name }
}
