public import Configuration

/// A snapshot of a profile's file for swift-configuration, for applications with their own `ConfigReader`:
///
/// ```swift
/// let file = try await FileProvider<ProfileSnapshot>(filePath: "/etc/app/sessions.yaml")
/// let reader = ConfigReader(providers: [EnvironmentVariablesProvider(), file])
/// ```
///
/// A snapshot doesn't read the profile that the file extends, and doesn't check rules between settings.
/// ``ProfileLoader`` does both.
public struct ProfileSnapshot: FileConfigSnapshot {
    /// The options for reading a file.
    public struct ParsingOptions: FileParsingOptions {
        /// The file's name in diagnostics.
        public var fileName: String
        /// The settings that the file can have.
        public var settings: SettingTable

        /// Creates options for a file.
        public init(fileName: String = "profile.yaml", settings: SettingTable = .engine) {
            self.fileName = fileName
            self.settings = settings
        }

        /// The options with the engine's settings and the name `profile.yaml`.
        public static var `default`: ParsingOptions { ParsingOptions() }
    }

    /// The provider's name.
    public let providerName: String

    private let document: ProfileDocument
    private let settings: SettingTable

    /// Reads a profile's text.
    ///
    /// - Throws: ``ProfileError`` with all problems of the text.
    public init(data: RawSpan, providerName: String, parsingOptions: ParsingOptions) throws {
        let bytes = unsafe data.withUnsafeBytes { Array($0) }
        let problems = Diagnostics()
        let document = ProfileDocument.read(
            SourceText(name: parsingOptions.fileName, bytes: bytes),
            settings: parsingOptions.settings,
            problems
        )
        guard let document, !problems.hasErrors else { throw ProfileError(problems) }
        self.document = document
        settings = parsingOptions.settings
        self.providerName = providerName
    }

    /// Returns the value for a key; durations are strings.
    ///
    /// - Throws: An error if the value is not of the requested type.
    public func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
        let name = key.components.joined(separator: ".")
        guard let entry = document.entries[name] else {
            return LookupResult(encodedKey: name, value: nil)
        }
        let content: ConfigContent? =
            switch (type, entry.value) {
            case (.string, _): .string(entry.text)
            case (.int, .integer(let number)): .int(number)
            case (.int, .number(let number)): Int(exactly: number).map(ConfigContent.int)
            case (.double, .number(let number)): .double(number)
            case (.double, .integer(let number)): .double(Double(number))
            case (.bool, .boolean(let value)): .bool(value)
            default: nil
            }
        guard let content else { throw Mismatch(key: name, type: type) }
        return LookupResult(
            encodedKey: name,
            value: ConfigValue(content, isSecret: settings[name]?.isSecret ?? false)
        )
    }

    private struct Mismatch: Error, CustomStringConvertible {
        var key: String
        var type: ConfigType
        var description: String { "the value of `\(key)` is not of the requested type \(type.rawValue)" }
    }
}

extension ProfileSnapshot {
    /// The file's name and the number of settings that it sets.
    public var description: String { "\(document.name)[\(document.entries.count) values]" }

    /// The same as ``description``, because values may be secret.
    public var debugDescription: String { description }
}
