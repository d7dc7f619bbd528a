public import Sessions

/// The table of all settings: those of the engine and those that you add.
///
/// Parsing, validation, variable names, explanations, the schema and the reference all use the table.
public struct SettingTable: Sendable, Hashable {
    /// The settings in the order in which they were declared.
    package let settings: [Setting]

    /// The prefix of the environment variables of all settings.
    package let environmentPrefix: String

    private let indexByKey: [String: Int]
    /// The keys of groups of settings, such as `observers` and `observers.alerts`.
    private let groups: Set<String>

    /// The table of only the engine's settings.
    public static let engine = SettingTable(unchecked: PolicySettings.all)

    /// Creates a table with the engine's settings and others.
    ///
    /// - Parameters:
    ///   - others: The settings to add.
    ///   - environmentPrefix: The prefix of environment variables: capital letters, digits and underscores, with a
    ///     letter first and an underscore last. Give each of several managers in a process its own.
    /// - Throws: ``ProfileError`` with code S0056 if two settings have the same key or the
    ///   same variable, if a key is both a setting and a group, or if a declaration or the prefix is invalid.
    public init(adding others: [Setting], environmentPrefix: String = "SESSION_") throws(ProfileError) {
        let table = SettingTable(unchecked: PolicySettings.all + others, environmentPrefix: environmentPrefix)
        let problems = SettingTableCheck.problems(in: table)
        guard !problems.hasErrors else { throw ProfileError(problems) }
        self = table
    }

    init(unchecked settings: [Setting], environmentPrefix: String = Setting.defaultEnvironmentPrefix) {
        let settings = settings.map { setting in
            var setting = setting
            setting.environmentPrefix = environmentPrefix
            return setting
        }
        self.settings = settings
        self.environmentPrefix = environmentPrefix
        indexByKey = Dictionary(zip(settings.map(\.key), settings.indices)) { first, _ in first }
        groups = Set(settings.flatMap { Self.groups(above: $0.key) })
    }

    /// Accesses the setting with the given key, or `nil` if there is none.
    package subscript(key: String) -> Setting? {
        indexByKey[key].map { settings[$0] }
    }

    /// The environment variable that selects a profile.
    package var profileVariable: String { "\(environmentPrefix)PROFILE" }

    /// The last levels of the keys of secret settings.
    var secretNames: Set<String> {
        Set(settings.filter(\.isSecret).compactMap { $0.key.split(separator: ".").last.map(String.init) })
    }

    /// The levels of all keys, including the reserved keys.
    var levels: Set<String> {
        Set(
            settings.flatMap { $0.key.split(separator: ".").map(String.init) }
                + SettingTableCheck.reservedKeys
        )
    }

    /// Returns whether the key is the key of a group of settings.
    func isGroup(_ key: String) -> Bool {
        groups.contains(key)
    }

    /// Returns the keys one level below the given one, in order; for an empty key, those of the top level.
    func children(of key: String) -> [String] {
        let prefix = key.isEmpty ? "" : key + "."
        var seen: Set<String> = []
        return settings.compactMap { setting in
            guard setting.key.hasPrefix(prefix) else { return nil }
            let child = String(setting.key.dropFirst(prefix.count).prefix { $0 != "." })
            return seen.insert(child).inserted ? child : nil
        }
    }

    /// Returns the groups of a key: `observers` and `observers.alerts` for `observers.alerts.enabled`.
    static func groups(above key: String) -> [String] {
        let levels = key.split(separator: ".")
        return levels.indices.dropLast().map { levels[...$0].joined(separator: ".") }
    }
}
