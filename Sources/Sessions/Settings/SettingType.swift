/// The kind of value that a setting takes, with its Swift type.
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
    /// A duration such as `30m`, `1h 30m` or `500ms`.
    public static func duration(_ range: ClosedRange<Duration>) -> SettingType {
        SettingType(.duration(range), Setting.Value.duration)
    }
}

extension SettingType where Value == Int {
    /// A whole number; underscores are allowed between digits, as in `10_000`.
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
    /// A string of at most this many bytes of UTF-8.
    public static func string(maximumLength: Int) -> SettingType {
        SettingType(.string(maximumLength: maximumLength), Setting.Value.string)
    }

    /// An access token of this many bytes: ASCII letters, digits and punctuation, as an HTTP header can carry them.
    public static func token(length: ClosedRange<Int>) -> SettingType {
        SettingType(.token(length: length), Setting.Value.string)
    }

    /// One of the given words.
    public static func choice(_ words: [String]) -> SettingType {
        SettingType(.choice(words), Setting.Value.string)
    }
}

extension SettingType where Value: RawRepresentable, Value.RawValue == String {
    /// One of the given values, each written as its raw value.
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
