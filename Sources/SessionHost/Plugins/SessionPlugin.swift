public import SessionObservers
public import Sessions

/// Something that a profile can turn on by name: an observer or an admission, made from its own settings.
///
/// ```swift
/// let webhook = SessionPlugin<Conversation>.batchObserver(
///     "webhook",
///     settings: [Setting("url", .string(maximumLength: 2_048), documentation: "Where events are sent.")]
/// ) { context in
///     guard let url = try context.settings.string("url") else { throw context.missing("url") }
///     return WebhookObserver(url: url)
/// }
/// ```
///
/// An observer's settings stand in a profile under `observers:` and its name, an admission's under
/// `admission:` and its name. Each also gets `enabled`, and a batch observer the settings of its buffer under
/// `buffer`. They are parsed, checked and explained like those that ship: a misspelt one is reported with its
/// place.
public struct SessionPlugin<Value: Sendable>: Sendable {
    enum Part: Sendable {
        case observer(any SessionObserver<Value>)
        case batchObserver(any SessionBatchObserver<Value>)
        case admission(any SessionAdmission<Value>)
    }

    /// The name by which a profile turns it on: lower-case words joined by hyphens.
    public let name: String

    /// Where its settings stand in a profile: `observers.webhook`.
    public let key: String

    /// Its settings with their whole keys, `enabled` and those of its buffer among them.
    public let settings: [Setting]

    let make: @Sendable (PluginContext) throws -> Part

    private init(
        _ group: String,
        _ name: String,
        _ settings: [Setting],
        isEnabled: Bool,
        buffer: BufferConfiguration?,
        make: @escaping @Sendable (PluginContext) throws -> Part
    ) {
        self.name = name
        let key = "\(group).\(name)"
        self.key = key
        self.make = make
        let enabled = Setting(
            "\(key).enabled",
            .boolean,
            default: .boolean(isEnabled),
            documentation: "Whether the plug-in `\(name)` is turned on."
        )
        self.settings =
            [enabled] + settings.map { $0.below(key) }
            + (buffer.map { $0.settings(below: "\(key).buffer") } ?? [])
    }

    /// An observer that is called on the thread of whoever makes an event happen, so it must be quick.
    ///
    /// - Parameters:
    ///   - name: Lower-case words joined by hyphens.
    ///   - settings: Its own settings, their keys counted from its name on: `url`.
    ///   - isEnabled: Whether it is on where a profile doesn't say.
    ///   - make: Makes it; called once, if it is on. What it throws stops the start.
    public static func observer(
        _ name: String,
        settings: [Setting] = [],
        isEnabled: Bool = false,
        make: @escaping @Sendable (PluginContext) throws -> any SessionObserver<Value>
    ) -> SessionPlugin {
        SessionPlugin("observers", name, settings, isEnabled: isEnabled, buffer: nil) {
            .observer(try make($0))
        }
    }

    /// An observer that may be slow, fail or hang, behind a buffer of its own.
    ///
    /// - Parameters:
    ///   - name: Lower-case words joined by hyphens.
    ///   - settings: Its own settings, their keys counted from its name on: `url`.
    ///   - isEnabled: Whether it is on where a profile doesn't say.
    ///   - buffer: How its buffer behaves where a profile doesn't say.
    ///   - make: Makes it; called once, if it is on. What it throws stops the start.
    public static func batchObserver(
        _ name: String,
        settings: [Setting] = [],
        isEnabled: Bool = false,
        buffer: BufferConfiguration = BufferConfiguration(),
        make: @escaping @Sendable (PluginContext) throws -> any SessionBatchObserver<Value>
    ) -> SessionPlugin {
        SessionPlugin("observers", name, settings, isEnabled: isEnabled, buffer: buffer) {
            .batchObserver(try make($0))
        }
    }

    /// An admission; where several are on, all of them must agree.
    ///
    /// - Parameters:
    ///   - name: Lower-case words joined by hyphens.
    ///   - settings: Its own settings, their keys counted from its name on.
    ///   - isEnabled: Whether it is on where a profile doesn't say.
    ///   - make: Makes it; called once, if it is on. What it throws stops the start.
    public static func admission(
        _ name: String,
        settings: [Setting] = [],
        isEnabled: Bool = false,
        make: @escaping @Sendable (PluginContext) throws -> any SessionAdmission<Value>
    ) -> SessionPlugin {
        SessionPlugin("admission", name, settings, isEnabled: isEnabled, buffer: nil) {
            .admission(try make($0))
        }
    }
}

extension Setting {
    fileprivate func below(_ prefix: String) -> Setting {
        Setting(
            "\(prefix).\(key)",
            kind,
            default: defaultValue,
            applies: applies,
            isSecret: isSecret,
            documentation: documentation
        )
    }
}
