/// How the values of sessions become bytes for a store, and values again.
public struct SessionValueCoding<Value: Sendable>: Sendable {
    /// The bytes of a value. What it throws keeps that session out of the store until its value changes; it is
    /// counted and logged.
    public let encode: @Sendable (Value) throws -> [UInt8]

    /// The value of these bytes. What it throws sets the session aside at a restore: it is counted, and stays in
    /// the store.
    public let decode: @Sendable ([UInt8]) throws -> Value

    /// The bytes of each of many values, in their order, or why it has none.
    public let encodeBatch: @Sendable ([Value]) -> [Result<[UInt8], any Error>]

    /// The value of each of many, in their order, or why there is none.
    public let decodeBatch: @Sendable ([[UInt8]]) -> [Result<Value, any Error>]

    /// A coding by these functions, which are called on any thread, several at once.
    ///
    /// - Parameters:
    ///   - encode: The bytes of a value; see ``encode``.
    ///   - decode: The value of these bytes; see ``decode``.
    ///   - encodeBatch: As `encode` for many at a time, where that is quicker; as many results as values. One by
    ///     one where it is not given, or gives another number.
    ///   - decodeBatch: As `decode` for many; likewise.
    public init(
        encode: @escaping @Sendable (Value) throws -> [UInt8],
        decode: @escaping @Sendable ([UInt8]) throws -> Value,
        encodeBatch: (@Sendable ([Value]) -> [Result<[UInt8], any Error>])? = nil,
        decodeBatch: (@Sendable ([[UInt8]]) -> [Result<Value, any Error>])? = nil
    ) {
        self.encode = encode
        self.decode = decode
        self.encodeBatch = Self.batch(encodeBatch, each: encode)
        self.decodeBatch = Self.batch(decodeBatch, each: decode)
    }

    private static func batch<From, To>(
        _ batch: (@Sendable ([From]) -> [Result<To, any Error>])?,
        each: @escaping @Sendable (From) throws -> To
    ) -> @Sendable ([From]) -> [Result<To, any Error>] {
        { values in
            if let results = batch?(values), results.count == values.count { return results }
            return values.map { value in Result { try each(value) } }
        }
    }
}

extension SessionValueCoding<[UInt8]> {
    /// The bytes as they are: for tools that move sessions without knowing what they are.
    public static let bytes = SessionValueCoding(encode: { $0 }, decode: { $0 })
}
