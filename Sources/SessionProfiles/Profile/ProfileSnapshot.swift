public import Configuration

/// A profile's file as swift-configuration reads it, for an application that has a `ConfigReader` of its own:
///
/// ```swift
/// let file = try await FileProvider<ProfileSnapshot>(filePath: "/etc/app/sessions.yaml")
/// let reader = ConfigReader(providers: [EnvironmentVariablesProvider(), file])
/// ```
///
/// What the file extends is not followed here, and nothing is checked against anything but the table of
/// settings; ``ProfileLoader`` does both.
public struct ProfileSnapshot: FileConfigSnapshot {
    /// What reading a file takes.
    public struct ParsingOptions: FileParsingOptions {
        /// The name that diagnostics show for the file.
        public var fileName: String
        /// The settings that the file may have.
        public var settings: SettingTable

        /// Options for a file.
        public init(fileName: String = "profile.yaml", settings: SettingTable = .engine) {
            self.fileName = fileName
            self.settings = settings
        }

        /// The engine's settings, and a name of no meaning.
        public static var `default`: ParsingOptions { ParsingOptions() }
    }

    /// The provider's name.
    public let providerName: String

    private let document: ProfileDocument

    /// Reads a profile's text.
    ///
    /// - Throws: ``ProfileError`` with every problem of the text.
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
        self.providerName = providerName
    }

    /// The value for a key, by its levels; durations are texts.
    ///
    /// - Throws: where the value is not of the type that is asked for.
    public func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
        let name = key.components.joined(separator: ".")
        guard let entry = document.entries[name] else {
            return LookupResult(encodedKey: name, value: nil)
        }
        let content: ConfigContent? =
            switch (type, entry.value) {
            case (.string, _): .string(entry.text)
            case (.int, .integer(let number)): .int(number)
            case (.double, .number(let number)): .double(number)
            case (.double, .integer(let number)): .double(Double(number))
            case (.bool, .boolean(let value)): .bool(value)
            default: nil
            }
        guard let content else { throw Mismatch(key: name, type: type) }
        return LookupResult(encodedKey: name, value: ConfigValue(content, isSecret: false))
    }

    private struct Mismatch: Error, CustomStringConvertible {
        var key: String
        var type: ConfigType
        var description: String { "`\(key)` is asked for as \(type.rawValue), which it is not" }
    }
}

extension ProfileSnapshot {
    /// The file's name and how many settings it sets.
    public var description: String { "\(document.name)[\(document.entries.count) values]" }

    /// As ``description``: values may be secret.
    public var debugDescription: String { description }
}
