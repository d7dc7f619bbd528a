#if SQLite
    import Foundation
    public import SessionPersistence

    extension SessionValueCoding {
        /// Returns a coding that uses JSON and the value type's `Codable` conformance.
        ///
        /// - Throws: `SessionStoreError.Code.notCodable` if the type is not `Codable`.
        public static func json() throws(SessionStoreError) -> SessionValueCoding {
            guard Value.self is any Codable.Type else {
                throw SessionStoreError(
                    .notCodable,
                    "sessions with values of type \(Value.self) can't be stored because the type is not Codable; make "
                        + "it conform to Codable, or turn persistence off"
                )
            }
            let json = JSONValues<Value>()
            return SessionValueCoding(
                encode: json.encode,
                decode: json.decode,
                encodeBatch: json.encodeBatch,
                decodeBatch: json.decodeBatch
            )
        }
    }

    /// Encodes `Codable` values as JSON and decodes them, one by one or many at a time.
    private struct JSONValues<Value: Sendable>: Sendable {
        /// The number of values for one call of the encoder or decoder. This is enough to make the cost of a
        /// call small per value, and not more, because a call takes several times the size of its values in
        /// memory.
        private static var piece: Int { 256 }

        private let encoder: JSONEncoder
        private let decoder = JSONDecoder()

        init() {
            encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        }

        private var mismatch: SessionStoreError {
            SessionStoreError(.notCodable, "\(Value.self) is not Codable")
        }

        @Sendable func encode(_ value: Value) throws -> [UInt8] {
            guard let value = value as? any Encodable else { throw mismatch }
            return Array(try encoder.encode(value))
        }

        @Sendable func decode(_ bytes: [UInt8]) throws -> Value {
            guard
                let type = Value.self as? any Decodable.Type,
                let value = try decoder.decode(type, from: Data(bytes)) as? Value
            else { throw mismatch }
            return value
        }

        @Sendable func encodeBatch(_ values: [Value]) -> [Result<[UInt8], any Error>] {
            var encoded: [Result<[UInt8], any Error>] = []
            encoded.reserveCapacity(values.count)
            for piece in Self.pieces(of: values) { encoded += encode(piece) }
            return encoded
        }

        private func encode(_ piece: ArraySlice<Value>) -> [Result<[UInt8], any Error>] {
            guard
                let array = Array(piece) as? any Encodable,
                let text = try? encoder.encode(array),
                let elements = JSONArrayText.split(text),
                elements.count == piece.count
            else { return piece.map { value in Result { try encode(value) } } }
            return elements.indices.map { place in
                // A value that encodes nothing becomes an empty object in an array, but is an error on its
                // own.
                if elements[place] == [UInt8(ascii: "{"), UInt8(ascii: "}")] {
                    return Result { try encode(piece[piece.startIndex + place]) }
                }
                return .success(elements[place])
            }
        }

        /// Decodes on the caller's thread, because a restore decodes several batches at once.
        @Sendable func decodeBatch(_ values: [[UInt8]]) -> [Result<Value, any Error>] {
            var decoded: [Result<Value, any Error>] = []
            decoded.reserveCapacity(values.count)
            for piece in Self.pieces(of: values) {
                if let array = decode(piece) {
                    for value in array { decoded.append(.success(value)) }
                } else {
                    for bytes in piece { decoded.append(Result { try decode(bytes) }) }
                }
            }
            return decoded
        }

        /// Decodes all of these values at once, or returns `nil` if one of them can't be decoded.
        private func decode(_ piece: ArraySlice<[UInt8]>) -> [Value]? {
            guard
                let type = [Value].self as? any Decodable.Type,
                let array = JSONArrayText.join(piece),
                let decoded = try? decoder.decode(type, from: array) as? [Value],
                decoded.count == piece.count
            else { return nil }
            return decoded
        }

        private static func pieces<T>(of values: [T]) -> [ArraySlice<T>] {
            stride(from: 0, to: values.count, by: piece).map {
                values[$0..<min($0 + piece, values.count)]
            }
        }
    }
#endif
