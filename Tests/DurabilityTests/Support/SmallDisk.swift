import Foundation

/// A small disk in memory, if this user may mount one.
struct SmallDisk {
    let path: String
    private let directory: TemporaryDirectory

    static let isAllowed: Bool = {
        guard let disk = try? SmallDisk(mebibytes: 1) else { return false }
        disk.unmount()
        return true
    }()

    init(mebibytes: Int) throws {
        directory = try TemporaryDirectory()
        path = directory.path
        guard Self.run("mount", ["-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", path]) else {
            throw SmallDiskError.notMounted
        }
    }

    /// Makes the disk read-only, and returns whether that worked.
    func makeReadOnly() -> Bool { Self.run("mount", ["-o", "remount,ro", path]) }

    func unmount() { _ = Self.run("umount", [path]) }

    private static func run(_ program: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

enum SmallDiskError: Error {
    case notMounted
}
