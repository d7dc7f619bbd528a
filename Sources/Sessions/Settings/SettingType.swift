/// What kind of value a setting takes, and which type of Swift holds it: the typed side of ``Setting/Kind``.
public struct SettingType<Value: Sendable>: Sendable {
    let kind: Setting.Kind
    let wrap: @Sendable (Value) -> Setting.Value
    let unwrap: @Sendable (Setting.Value) -> Value?
}

extension SettingType {
    private init(_ kind: Setting.Kind, _ wrap: @escaping @Sendable (Value) -> Setting.Value) {
        self.init(kind: kind, wrap: wrap) { $0.content as? Value }
    }
}

extension SettingType where Value == Duration {
    /// A length of time as people write it: `30m`, `1h 30m`, `500ms`.
    public static func duration(_ range: ClosedRange<Duration>) -> SettingType {
        SettingType(.duration(range), Setting.Value.duration)
    }
}

extension SettingType where Value == Int {
    /// A whole number, underscores between its digits allowed: `10_000`.
    public static func integer(_ range: ClosedRange<Int>) -> SettingType {
        SettingType(.integer(range), Setting.Value.integer)
    }
}

extension SettingType where Value == Double {
    /// A number.
    public static func number(_ range: ClosedRange<Double>) -> SettingType {
        SettingType(.number(range), Setting.Value.number)
    }
}

extension SettingType where Value == Bool {
    /// `true` or `false`.
    public static var boolean: SettingType { SettingType(.boolean, Setting.Value.boolean) }
}

extension SettingType where Value == String {
    /// A text of at most this many bytes of UTF-8.
    public static func string(maximumLength: Int) -> SettingType {
        SettingType(.string(maximumLength: maximumLength), Setting.Value.string)
    }

    /// A secret word of this many bytes that can stand in a header: letters, digits and punctuation of ASCII.
    public static func token(length: ClosedRange<Int>) -> SettingType {
        SettingType(.token(length: length), Setting.Value.string)
    }

    /// One of these words.
    public static func choice(_ words: [String]) -> SettingType {
        SettingType(.choice(words), Setting.Value.string)
    }
}

extension SettingType where Value: RawRepresentable, Value.RawValue == String {
    /// One of these values, each written as its raw value.
    public static func choice(of values: [Value]) -> SettingType {
        SettingType(kind: .choice(values.map(\.rawValue)), wrap: { .string($0.rawValue) }) {
            ($0.content as? String).flatMap(Value.init(rawValue:))
        }
    }
}

extension Setting.Value {
    fileprivate var content: any Sendable {
        switch self {
        case .duration(let value): value
        case .integer(let value): value
        case .number(let value): value
        case .boolean(let value): value
        case .string(let value): value
        }
    }
}
