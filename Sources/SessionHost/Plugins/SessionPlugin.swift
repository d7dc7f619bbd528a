public import SessionObservers
public import Sessions

/// An observer or an admission that a profile turns on by name, made from its own settings.
///
/// ```swift
/// let url = SettingKey("url", .string(maximumLength: 2_048), documentation: "Where events are sent.")
/// let webhook = SessionPlugin<Conversation>.batchObserver("webhook", settings: [url.setting]) { context in
///     guard let url = context.settings[url] else { throw context.missing(url) }
///     return WebhookObserver(url: url)
/// }
/// ```
///
/// An observer's settings are in a profile under `observers:` and its name, an admission's under `admission:`
/// and its name. Each also has `enabled`, and a batch observer has the settings of its buffer under `buffer`.
/// They are parsed, validated and explained like the settings that ship: a misspelt setting is reported with
/// its place.
public struct SessionPlugin<Value: Sendable>: Sendable {
    enum Part: Sendable {
        case observer(any SessionObserver<Value>)
        case batchObserver(any SessionBatchObserver<Value>)
        case admission(any SessionAdmission<Value>)
    }

    /// The name by which a profile turns the plug-in on: lowercase words joined by hyphens.
    package let name: String

    /// The key of its settings in a profile, such as `observers.webhook`.
    package let key: String

    /// Its settings with their full keys, including `enabled` and those of its buffer.
    package let settings: [Setting]

    /// Whether it is on, by its key below the plug-in's.
    let enabled: SettingKey<Bool>

    let make: @Sendable (PluginContext) throws -> Part

    private init(
        _ kind: PluginKind,
        _ name: String,
        _ settings: [Setting],
        isEnabled: Bool,
        buffer: BufferConfiguration?,
        make: @escaping @Sendable (PluginContext) throws -> Part
    ) {
        self.name = name
        let key = "\(kind.rawValue).\(name)"
        self.key = key
        self.make = make
        enabled = SettingKey(
            "enabled",
            .boolean,
            default: isEnabled,
            documentation: "Whether the plug-in `\(name)` is turned on."
        )
        self.settings =
            ([enabled.setting] + settings).map { $0.below(key) }
            + (buffer?.settings.map { $0.below("\(key).buffer") } ?? [])
    }

    /// Creates a plug-in for an observer that is called on the thread that causes an event, so it must be
    /// quick.
    ///
    /// - Parameters:
    ///   - name: Lowercase words joined by hyphens.
    ///   - settings: Its own settings, with keys relative to its name, such as `url`.
    ///   - isEnabled: Whether it is on unless a profile says otherwise.
    ///   - make: Makes the observer. It is called once, if the plug-in is on. An error prevents the start.
    public static func observer(
        _ name: String,
        settings: [Setting] = [],
        isEnabled: Bool = false,
        make: @escaping @Sendable (PluginContext) throws -> any SessionObserver<Value>
    ) -> SessionPlugin {
        SessionPlugin(.observer, name, settings, isEnabled: isEnabled, buffer: nil) {
            .observer(try make($0))
        }
    }

    /// Creates a plug-in for an observer that may be slow, fail or hang. It has its own buffer.
    ///
    /// - Parameters:
    ///   - name: Lowercase words joined by hyphens.
    ///   - settings: Its own settings, with keys relative to its name, such as `url`.
    ///   - isEnabled: Whether it is on unless a profile says otherwise.
    ///   - buffer: The buffer's configuration unless a profile says otherwise.
    ///   - make: Makes the observer. It is called once, if the plug-in is on. An error prevents the start.
    public static func batchObserver(
        _ name: String,
        settings: [Setting] = [],
        isEnabled: Bool = false,
        buffer: BufferConfiguration = BufferConfiguration(),
        make: @escaping @Sendable (PluginContext) throws -> any SessionBatchObserver<Value>
    ) -> SessionPlugin {
        SessionPlugin(.observer, name, settings, isEnabled: isEnabled, buffer: buffer) {
            .batchObserver(try make($0))
        }
    }

    /// Creates a plug-in for an admission. If several admissions are on, all of them must agree.
    ///
    /// - Parameters:
    ///   - name: Lowercase words joined by hyphens.
    ///   - settings: Its own settings, with keys relative to its name.
    ///   - isEnabled: Whether it is on unless a profile says otherwise.
    ///   - make: Makes the admission. It is called once, if the plug-in is on. An error prevents the start.
    public static func admission(
        _ name: String,
        settings: [Setting] = [],
        isEnabled: Bool = false,
        make: @escaping @Sendable (PluginContext) throws -> any SessionAdmission<Value>
    ) -> SessionPlugin {
        SessionPlugin(.admission, name, settings, isEnabled: isEnabled, buffer: nil) {
            .admission(try make($0))
        }
    }
}

extension Setting {
    fileprivate func below(_ prefix: String) -> Setting {
        // A rule reads other settings by their whole keys, which depend on the name of the plug-in.
        precondition(rules.isEmpty, "the setting `\(key)` has rules; check its value in the plug-in's `make`")
        return Setting(
            "\(prefix).\(key)",
            kind,
            default: defaultValue,
            applies: applies,
            isSecret: isSecret,
            documentation: documentation
        )
    }
}
