package import Sessions

/// An explanation of where the values of a profile come from, with every layer.
public struct ProfileExplanation: Sendable, CustomStringConvertible {
    /// The explained settings.
    package let settings: [ResolvedSetting]

    /// The explanation as `sessions profile explain` prints it:
    ///
    /// ```text
    /// timeout = 20m   duration, 1s…400d, default 30m, applies live
    ///   WINS  env SESSION_TIMEOUT        20m
    ///         production.yaml:14:10      1h
    ///         base.yaml:9:10 (extends)   15m
    ///         default                    30m
    /// ```
    ///
    /// The text doesn't end in a line break.
    public var description: String { text() }

    /// Returns the description, in colour if the style has colours.
    package func text(style: TerminalStyle = .plain) -> String {
        settings.map { Self.text($0, style) }.joined(separator: "\n\n")
    }

    /// The explanation as JSON: an array with an object for each setting.
    package var json: String {
        RenderedJSON.array(settings.map { Self.json($0, showsPlaces: true) }).prettyText
    }

    /// Returns a JSON object with the explanation of a running program's profile and the state of its reloads.
    ///
    /// - Parameters:
    ///   - profile: The explained profile.
    ///   - waitingForRestart: The keys of changed settings that take effect at the next start.
    ///   - problem: Why the last reload was refused.
    ///   - showsPlaces: Whether the names of environment variables and files are included. If not, the problem is left to
    ///     the log, because it names them too.
    package static func json(
        of profile: SessionProfile,
        waitingForRestart: [String],
        problem: String?,
        showsPlaces: Bool
    ) -> String {
        RenderedJSON.object([
            "profile": .string(profile.name),
            "reason": showsPlaces ? .string(profile.selectionReason) : .null,
            "settings": .array(
                profile.settings.all.map { json($0, showsPlaces: showsPlaces) }
            ),
            "waiting_for_restart": .array(waitingForRestart.map { .string($0) }),
            "problem": problem.map { .string(showsPlaces ? $0 : hiddenProblem) } ?? .null,
        ]).prettyText
    }

    private static let hiddenProblem = "the last change of the profile was refused; the server's log says why"

    /// One line for each value, such as `timeout = 20m (env SESSION_TIMEOUT)`, to log at the start.
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

    private static func json(_ resolved: ResolvedSetting, showsPlaces: Bool) -> RenderedJSON {
        let setting = resolved.setting
        let layers = resolved.layers.map { layer in
            var object = showsPlaces && layer.role != .default ? layer.place.json : [:]
            object["source"] = .string(layer.role.rawValue)
            object["value"] = setting.json(layer.value)
            return RenderedJSON.object(object)
        }
        var object: [String: RenderedJSON] = [
            "key": .string(setting.key),
            "value": resolved.value.map { setting.json($0) } ?? .null,
            "is_set": .boolean(resolved.isSet),
            "kind": .string(setting.kind.name),
            "default": setting.defaultValue.map { setting.json($0) } ?? .null,
            "applies": .string(setting.applies.rawValue),
            "layers": .array(layers),
        ]
        if showsPlaces { object["variable"] = .string(setting.environmentName) }
        return .object(object)
    }
}

extension SessionProfile {
    /// The explanation of all values.
    public var explanation: ProfileExplanation { ProfileExplanation(settings: settings.all) }

    /// Returns the explanation of a setting, or of all settings below a key.
    ///
    /// - Throws: ``ProfileError`` if there is no such key. It suggests a key with a similar spelling.
    public func explanation(of key: String) throws(ProfileError) -> ProfileExplanation {
        let table = SettingTable(
            unchecked: settings.all.map(\.setting),
            environmentPrefix: settings.environmentPrefix
        )
        let keys = Set(try table.settings(at: key).map(\.key))
        return ProfileExplanation(settings: settings.all.filter { keys.contains($0.setting.key) })
    }
}

extension ResolvedSetting {
    /// The value as text: `unset` if there is none, and masked if it is secret.
    var shownValue: String { value.map { setting.shown($0) } ?? "unset" }
}

extension ResolvedSetting.Layer {
    /// The place as explanations show it, such as `base.yaml:9:10 (extends)`.
    package var source: String {
        switch role {
        case .default: "default"
        case .parent: "\(place) (extends)"
        case .override, .environment, .profile: "\(place)"
        }
    }

    /// The same as ``source`` for use in parentheses, such as `base.yaml:9:10, extends`.
    var sourceNote: String { role == .parent ? "\(place), extends" : source }
}

extension Setting {
    /// Returns a value as text, masked if it is secret.
    func shown(_ value: Value) -> String {
        isSecret ? "••••••" : PrintableText.printed(kind.text(of: value), limit: 200)
    }

    /// Returns a value as JSON. A secret is a masked string, because `null` means that the setting is unset.
    func json(_ value: Value) -> RenderedJSON {
        isSecret ? .string("••••••") : RenderedJSON(value)
    }

    /// The kind, the range, the default and when a change applies, in one line.
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
    /// The range in short form, such as `1s…30d` or `short|digest`; `nil` for a Boolean.
    package var rangeText: String? {
        switch self {
        case .duration(let range):
            "\(DurationText.format(range.lowerBound))…\(DurationText.format(range.upperBound))"
        case .integer(let range):
            "\(text(of: range.lowerBound))…\(text(of: range.upperBound))"
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
    /// Returns the setting with the given key, or the settings below it. For an empty key, returns all settings.
    ///
    /// - Throws: ``ProfileError`` if there is no such key. It suggests a key with a similar spelling.
    package func settings(at key: String) throws(ProfileError) -> [Setting] {
        if key.isEmpty { return settings }
        if let setting = self[key] { return [setting] }
        let below = settings.filter { $0.key.hasPrefix(key + ".") }
        guard below.isEmpty else { return below }
        throw ProfileError(UnknownKey(path: key, self).diagnostic(at: Diagnostic.Label(.argument(key))))
    }
}
