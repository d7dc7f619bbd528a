/// How the values of sessions become bytes for a store, and values again.
public struct SessionValueCoding<Value: Sendable>: Sendable {
    /// The bytes of a value. What it throws keeps that session out of the store until its value changes; it is
    /// counted and logged.
    public let encode: @Sendable (Value) throws -> [UInt8]

    /// The value of these bytes. What it throws sets the session aside at a restore: it is counted, and stays in
    /// the store.
    public let decode: @Sendable ([UInt8]) throws -> Value

    /// A coding by these functions, which are called on any thread, several at once.
    public init(
        encode: @escaping @Sendable (Value) throws -> [UInt8],
        decode: @escaping @Sendable ([UInt8]) throws -> Value
    ) {
        self.encode = encode
        self.decode = decode
    }
}

extension SessionValueCoding<[UInt8]> {
    /// The bytes as they are: for tools that move sessions without knowing what they are.
    public static let bytes = SessionValueCoding(encode: { $0 }, decode: { $0 })
}
