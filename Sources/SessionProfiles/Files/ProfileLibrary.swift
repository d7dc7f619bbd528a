/// Finds profiles by name, in the user's directory and among the shipped profiles.
///
/// A profile in the directory replaces the shipped profile with its name. If it extends its own name, it extends the
/// shipped profile.
struct ProfileLibrary: Sendable {
    /// The user's directory with profiles.
    let directory: String?

    /// The location of a profile.
    enum Origin: Sendable, Hashable {
        case file(path: String)
        case shipped(name: String)

        var isShipped: Bool {
            switch self {
            case .file: false
            case .shipped: true
            }
        }

        /// The name in diagnostics.
        var displayName: String {
            switch self {
            case .file(let path): path
            case .shipped(let name): "shipped \(name).yaml"
            }
        }
    }

    /// The shipped profiles and their texts.
    static let shipped: [(name: String, bytes: [UInt8])] = [
        ("development", PackageResources.development_yaml),
        ("production", PackageResources.production_yaml),
        ("high-traffic", PackageResources.high_traffic_yaml),
        ("long-running", PackageResources.long_running_yaml),
        ("web-login", PackageResources.web_login_yaml),
    ]

    /// Returns whether a text is a valid profile name.
    ///
    /// A name has at most 64 letters, digits, `-`, `_` and `.`, and begins with a letter or digit, so that it can't
    /// refer to a file outside the directory.
    static func isName(_ text: String) -> Bool {
        let isAlphanumeric = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard let first = text.utf8.first, text.utf8.count <= 64, isAlphanumeric(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    /// Returns the names of all profiles, the shipped ones first.
    ///
    /// - Throws: ``ProfileError`` if the directory can't be read.
    func names() throws(ProfileError) -> [String] {
        let names = Self.shipped.map(\.name)
        return names + (try namesInDirectory().filter { !names.contains($0) })
    }

    /// Returns the location of the profile with this name, or `nil` if there is none.
    ///
    /// The result is never `child`, the profile that extends it.
    ///
    /// - Throws: ``ProfileError`` if the directory can't be read. It may have the profile, so the shipped profile must
    ///   not replace it.
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
                    help: "use a directory that exists and that this user can read"
                )
            )
        }
    }

    /// Reads the text of a profile.
    func read(_ origin: Origin) throws(ProfileFile.Failure) -> SourceText {
        switch origin {
        case .file(let path):
            return SourceText(name: origin.displayName, bytes: try ProfileFile.read(path))
        case .shipped(let name):
            let bytes = Self.shipped.first { $0.name == name }?.bytes
            guard let bytes else {
                throw ProfileFile.Failure(reason: "no shipped profile has this name", isMissing: true)
            }
            return SourceText(name: origin.displayName, bytes: bytes)
        }
    }
}
