import Sessions

/// The values of settings, all of them or those below a key.
///
/// Every setting that was declared is here, with its value of the declared kind and in its range.
public struct ResolvedSettings: Sendable {
    /// The settings, in the order in which they were declared; keys are whole.
    public let all: [ResolvedSetting]

    /// The key below which the getters look; empty for all.
    public let scope: String

    private let index: [String: Int]

    init(_ all: [ResolvedSetting], scope: String = "") {
        self.all = all
        self.scope = scope
        index = Dictionary(zip(all.map(\.setting.key), all.indices)) { first, _ in first }
    }

    /// The settings below a key: those of `observers.webhook`, say, whose `url` is then `url`.
    ///
    /// Empty where there are none.
    public func scoped(to key: String) -> ResolvedSettings {
        let scope = whole(key)
        return ResolvedSettings(all.filter { $0.setting.key.hasPrefix(scope + ".") }, scope: scope)
    }

    /// The setting with this key below the scope; `nil` where none was declared.
    public subscript(key: String) -> ResolvedSetting? {
        index[whole(key)].map { all[$0] }
    }

    /// The value of a duration; `nil` where it is unset.
    ///
    /// - Throws: ``SettingAccessError`` where no such setting was declared, here as in the other getters.
    public func duration(_ key: String) throws(SettingAccessError) -> Duration? {
        try value(key, "duration") { if case .duration(let value) = $0 { value } else { nil } }
    }

    /// The value of a whole number; `nil` where it is unset.
    public func integer(_ key: String) throws(SettingAccessError) -> Int? {
        try value(key, "integer") { if case .integer(let value) = $0 { value } else { nil } }
    }

    /// The value of a number; `nil` where it is unset.
    public func number(_ key: String) throws(SettingAccessError) -> Double? {
        try value(key, "number") { if case .number(let value) = $0 { value } else { nil } }
    }

    /// The value of a truth value; `nil` where it is unset.
    public func boolean(_ key: String) throws(SettingAccessError) -> Bool? {
        try value(key, "boolean") { if case .boolean(let value) = $0 { value } else { nil } }
    }

    /// The value of a text or a choice; `nil` where it is unset.
    public func string(_ key: String) throws(SettingAccessError) -> String? {
        try value(key, "string") { if case .string(let value) = $0 { value } else { nil } }
    }

    private func value<T>(
        _ key: String,
        _ kind: String,
        _ unwrap: (Setting.Value) -> T?
    ) throws(SettingAccessError) -> T? {
        guard let resolved = self[key] else {
            throw SettingAccessError(key: whole(key), problem: .undeclared)
        }
        guard let value = resolved.value else { return nil }
        guard let result = unwrap(value) else {
            throw SettingAccessError(
                key: whole(key),
                problem: .otherKind(declared: resolved.setting.kind.name, wanted: kind)
            )
        }
        return result
    }

    private func whole(_ key: String) -> String {
        scope.isEmpty ? key : "\(scope).\(key)"
    }
}

/// Why a setting could not be got: the code that asks and the declaration disagree.
public struct SettingAccessError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What they disagree on.
    public enum Problem: Sendable, Hashable {
        /// No setting with this key was declared.
        case undeclared
        /// It was declared as another kind.
        case otherKind(declared: String, wanted: String)
    }

    /// The whole key that was asked for.
    public let key: String
    /// What is wrong with it.
    public let problem: Problem

    /// The accessor for settings of a kind.
    private static func accessor(of kind: String) -> String {
        ["choice", "token"].contains(kind) ? "string" : kind
    }

    /// The problem and what to do.
    public var description: String {
        switch problem {
        case .undeclared:
            "no setting `\(key)` was declared; add it to the settings of the plug-in or the program that reads it"
        case .otherKind(let declared, let wanted):
            "the setting `\(key)` is declared as \(declared) and read with `\(wanted)(_:)`; read it with "
                + "`\(Self.accessor(of: declared))(_:)`, or declare it as \(wanted)"
        }
    }
}
