public import Sessions

/// Where the values of a profile come from, every layer of them.
public struct ProfileExplanation: Sendable, CustomStringConvertible {
    /// The settings that are explained.
    public let settings: [ResolvedSetting]

    /// The explanation as `sessions profile explain` prints it:
    ///
    /// ```text
    /// timeout = 20m   duration, 1s…30d, default 30m, applies live
    ///   WINS  env SESSION_TIMEOUT        20m
    ///         production.yaml:14:10      1h
    ///         base.yaml:9:10 (extends)   15m
    ///         default                    30m
    /// ```
    ///
    /// Without a line break at its end.
    public var description: String { text() }

    /// The description, in colour if the style has colours.
    package func text(style: TerminalStyle = .plain) -> String {
        settings.map { Self.text($0, style) }.joined(separator: "\n\n")
    }

    /// The explanation as JSON: an array with an object for each setting.
    public var json: String {
        JSONValue.array(settings.map(Self.json)).prettyText
    }

    /// The values alone, a line each: `timeout = 20m (env SESSION_TIMEOUT)`, for a log at the start.
    public var summary: [String] {
        settings.map { resolved in
            let source = resolved.winner.map(\.sourceNote) ?? "nothing sets it"
            return "\(resolved.setting.key) = \(resolved.shownValue) (\(source))"
        }
    }

    private static func text(_ resolved: ResolvedSetting, _ style: TerminalStyle) -> String {
        let setting = resolved.setting
        let head = style.paint("\(setting.key) = \(resolved.shownValue)", .bold)
        var lines = ["\(head)   \(setting.facts)"]
        let width = resolved.layers.map(\.source.displayWidth).max() ?? 0
        for (index, layer) in resolved.layers.enumerated() {
            let mark = index == 0 ? style.paint("WINS", .boldGreen) : "    "
            let source = layer.source.padded(toWidth: width + 3)
            lines.append("  \(mark)  \(source)\(setting.shown(layer.value))")
        }
        if resolved.layers.isEmpty { lines.append("        nothing sets it") }
        return lines.joined(separator: "\n")
    }

    private static func json(_ resolved: ResolvedSetting) -> JSONValue {
        let setting = resolved.setting
        let layers = resolved.layers.map { layer in
            var object = layer.role == .default ? [:] : layer.place.json
            object["source"] = .string(layer.role.rawValue)
            object["value"] = setting.json(layer.value)
            return JSONValue.object(object)
        }
        return .object([
            "key": .string(setting.key),
            "value": resolved.value.map { setting.json($0) } ?? .null,
            "is_set": .boolean(resolved.isSet),
            "kind": .string(setting.kind.name),
            "default": setting.defaultValue.map { setting.json($0) } ?? .null,
            "applies": .string(setting.applies.rawValue),
            "variable": .string(setting.environmentName),
            "layers": .array(layers),
        ])
    }
}

extension SessionProfile {
    /// Where every value comes from.
    public var explanation: ProfileExplanation { ProfileExplanation(settings: settings.all) }

    /// Where the value of a setting comes from, or the values of all settings below a key.
    ///
    /// - Throws: ``ProfileError`` where there is no such key, with the one that may have been meant.
    public func explanation(of key: String) throws(ProfileError) -> ProfileExplanation {
        let table = SettingTable(unchecked: settings.all.map(\.setting))
        let keys = Set(try table.settings(at: key).map(\.key))
        return ProfileExplanation(settings: settings.all.filter { keys.contains($0.setting.key) })
    }
}

extension ResolvedSetting {
    /// The value as it may be shown: `unset` where there is none.
    var shownValue: String { value.map { setting.shown($0) } ?? "unset" }
}

extension ResolvedSetting.Layer {
    /// Where it is, as explanations show it: `base.yaml:9:10 (extends)`.
    public var source: String {
        switch role {
        case .default: "default"
        case .parent: "\(place) (extends)"
        case .override, .environment, .profile: "\(place)"
        }
    }

    /// ``source`` for a place between parentheses: `base.yaml:9:10, extends`.
    var sourceNote: String { role == .parent ? "\(place), extends" : source }
}

extension Setting {
    /// A value as it may be shown: masked where it is secret.
    func shown(_ value: Value) -> String {
        isSecret ? "••••••" : PrintableText.printed(value.text, limit: 200)
    }

    /// A value for JSON: `null` stands for unset, so what is secret is a text.
    func json(_ value: Value) -> JSONValue {
        isSecret ? .string("••••••") : JSONValue(value)
    }

    /// Kind, range, default and when a change applies, in one line.
    var facts: String {
        let defaultText = defaultValue.map { "default \(shown($0))" } ?? "no default"
        let secret = isSecret ? ["secret"] : []
        return
            ([kind.name] + (kind.rangeText.map { [$0] } ?? []) + [defaultText] + secret + [
                "applies \(applies.words)"
            ])
            .joined(separator: ", ")
    }
}

extension Setting.Application {
    var words: String {
        switch self {
        case .live: "live"
        case .restart: "at restart"
        }
    }
}

extension Setting.Kind {
    /// The range, briefly: `1s…30d`, `short|digest`; `nil` where the kind says it all.
    public var rangeText: String? {
        switch self {
        case .duration(let range):
            "\(DurationText.format(range.lowerBound))…\(DurationText.format(range.upperBound))"
        case .integer(let range):
            "\(IntegerText.format(range.lowerBound))…\(IntegerText.format(range.upperBound))"
        case .number(let range):
            "\(Self.format(range.lowerBound))…\(Self.format(range.upperBound))"
        case .boolean: nil
        case .string(let maximumLength): "at most \(maximumLength) bytes"
        case .token(let length): "\(length.lowerBound)…\(length.upperBound) bytes"
        case .choice(let words): words.joined(separator: "|")
        }
    }
}

extension SettingTable {
    /// The setting with this key, or those below it; all for the empty key.
    ///
    /// - Throws: ``ProfileError`` where there is none, with the key that may have been meant.
    public func settings(at key: String) throws(ProfileError) -> [Setting] {
        if key.isEmpty { return settings }
        if let setting = self[key] { return [setting] }
        let below = settings.filter { $0.key.hasPrefix(key + ".") }
        guard below.isEmpty else { return below }
        throw ProfileError(UnknownKey(path: key, self).diagnostic(at: Diagnostic.Label(.argument(key))))
    }
}
