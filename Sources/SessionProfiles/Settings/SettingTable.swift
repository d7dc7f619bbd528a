public import Sessions

/// All settings there are: the engine's, and those that were added to them.
///
/// The table drives everything that knows settings: parsing, validation, the names of variables,
/// explanations, the schema and the reference.
public struct SettingTable: Sendable, Hashable {
    /// The settings in the order in which they were declared.
    public let settings: [Setting]

    private let indexByKey: [String: Int]
    /// The keys that lead to settings and are none: `observers`, `observers.alerts`.
    private let groups: Set<String>

    /// The engine's settings alone.
    public static let engine = SettingTable(unchecked: PolicySettings.all)

    /// The engine's settings and others.
    ///
    /// - Throws: ``ProfileError`` with ``DiagnosticCode/settingsConflict`` where two settings have one key
    ///   or one variable, one's key leads to another's, or a declaration makes no sense in itself.
    public init(adding others: [Setting]) throws(ProfileError) {
        let table = SettingTable(unchecked: PolicySettings.all + others)
        let problems = SettingTableCheck.problems(in: table)
        guard !problems.hasErrors else { throw ProfileError(problems) }
        self = table
    }

    init(unchecked settings: [Setting]) {
        self.settings = settings
        indexByKey = Dictionary(zip(settings.map(\.key), settings.indices)) { first, _ in first }
        groups = Set(settings.flatMap { Self.groups(above: $0.key) })
    }

    /// The setting with this key.
    public subscript(key: String) -> Setting? {
        indexByKey[key].map { settings[$0] }
    }

    /// The last levels of the keys of secret settings.
    var secretNames: Set<String> {
        Set(settings.filter(\.isSecret).compactMap { $0.key.split(separator: ".").last.map(String.init) })
    }

    /// The levels of all keys, and what a profile has beside settings.
    var levels: Set<String> {
        Set(
            settings.flatMap { $0.key.split(separator: ".").map(String.init) }
                + SettingTableCheck.reservedKeys
        )
    }

    /// Whether this key leads to settings and is none itself.
    func isGroup(_ key: String) -> Bool {
        groups.contains(key)
    }

    /// The keys one level below this one, in order; the top level's for the empty key.
    func children(of key: String) -> [String] {
        let prefix = key.isEmpty ? "" : key + "."
        var seen: Set<String> = []
        return settings.compactMap { setting in
            guard setting.key.hasPrefix(prefix) else { return nil }
            let child = String(setting.key.dropFirst(prefix.count).prefix { $0 != "." })
            return seen.insert(child).inserted ? child : nil
        }
    }

    /// `observers` and `observers.alerts` for `observers.alerts.enabled`.
    static func groups(above key: String) -> [String] {
        let levels = key.split(separator: ".")
        return levels.indices.dropLast().map { levels[...$0].joined(separator: ".") }
    }
}
