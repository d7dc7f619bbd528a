/// Encodes the values of sessions to bytes for a store, and decodes them.
public struct SessionValueCoding<Value: Sendable>: Sendable {
    /// Returns the bytes of a value.
    package let encode: @Sendable (Value) throws -> [UInt8]

    /// Returns the value of these bytes.
    package let decode: @Sendable ([UInt8]) throws -> Value

    /// Returns the bytes of each value, or the error of its encoding, in the order of the values.
    package let encodeBatch: @Sendable ([Value]) -> [Result<[UInt8], any Error>]

    /// Returns the value of each array of bytes, or the error of its decoding, in the order of the arrays.
    package let decodeBatch: @Sendable ([[UInt8]]) -> [Result<Value, any Error>]

    /// Creates a coding from functions, which may be called on several threads at once.
    ///
    /// - Parameters:
    ///   - encode: Returns the bytes of a value. A session whose encoding fails stays out of the store until its value
    ///     changes; the failure is counted and logged.
    ///   - decode: Returns the value of these bytes. A session whose decoding fails is set aside at a restore: it is
    ///     counted and stays in the store.
    ///   - encodeBatch: Encodes many values at once, where that is faster. It returns as many results as it
    ///     gets values. If it is `nil` or returns another number, values are encoded one by one.
    ///   - decodeBatch: Decodes many values at once, under the same rule.
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
    /// A coding that leaves bytes as they are, for tools that move sessions without knowing the type of their
    /// values.
    package static let bytes = SessionValueCoding(encode: { $0 }, decode: { $0 })
}
