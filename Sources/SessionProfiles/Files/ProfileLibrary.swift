/// Where profiles are found by name: a directory of the user's, and the four that ship with the library.
///
/// A profile in the directory takes the place of the shipped one of its name; where it extends its own name,
/// it means the shipped one.
struct ProfileLibrary: Sendable {
    /// The user's directory of profiles.
    let directory: String?

    /// A profile that was found, not yet read.
    enum Origin: Sendable, Hashable {
        case file(path: String)
        case shipped(name: String)

        /// The name that diagnostics show.
        var displayName: String {
            switch self {
            case .file(let path): path
            case .shipped(let name): "shipped \(name).yaml"
            }
        }
    }

    /// The profiles that ship with the library, and their texts.
    static let shipped: [(name: String, bytes: [UInt8])] = [
        ("development", PackageResources.development_yaml),
        ("production", PackageResources.production_yaml),
        ("high-traffic", PackageResources.high_traffic_yaml),
        ("long-running", PackageResources.long_running_yaml),
    ]

    /// Whether a text may be the name of a profile: at most 64 letters, digits, `-`, `_` and `.`, a letter or
    /// digit first, so that no name leads out of the directory.
    static func isName(_ text: String) -> Bool {
        let isAlphanumeric = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard let first = text.utf8.first, text.utf8.count <= 64, isAlphanumeric(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    /// The names that can be found, the shipped ones first.
    ///
    /// - Throws: The problem with the directory, where it can't be read.
    func names() throws(ProfileError) -> [String] {
        let names = Self.shipped.map(\.name)
        return names + (try namesInDirectory().filter { !names.contains($0) })
    }

    /// Where the profile of this name is, for one that extends it; `nil` where there is none.
    ///
    /// - Throws: As ``names()``. A directory that can't be read may have the profile, so the one that ships must not
    ///   take its place.
    func find(_ name: String, extendedBy child: Origin? = nil) throws(ProfileError) -> Origin? {
        if let directory {
            let path = (directory.hasSuffix("/") ? directory : directory + "/") + "\(name).yaml"
            if Origin.file(path: path) != child, ProfileFile.exists(path) { return .file(path: path) }
            _ = try namesInDirectory()
        }
        let origin = Origin.shipped(name: name)
        return origin != child && Self.shipped.contains { $0.name == name } ? origin : nil
    }

    private func namesInDirectory() throws(ProfileError) -> [String] {
        guard let directory else { return [] }
        do {
            return try ProfileFile.names(inDirectory: directory)
        } catch {
            throw ProfileError(
                Diagnostic(
                    .unreadable,
                    "the directory of profiles can't be read: \(error.reason)",
                    at: Diagnostic.Label(.file(name: directory, nil)),
                    help: "name a directory that exists and may be read"
                )
            )
        }
    }

    /// The text of a profile.
    func read(_ origin: Origin) throws(ProfileFile.Failure) -> SourceText {
        switch origin {
        case .file(let path):
            return SourceText(name: origin.displayName, bytes: try ProfileFile.read(path))
        case .shipped(let name):
            let bytes = Self.shipped.first { $0.name == name }?.bytes
            guard let bytes else { throw ProfileFile.Failure(reason: "it does not ship", isMissing: true) }
            return SourceText(name: origin.displayName, bytes: bytes)
        }
    }
}
