#if SQLite
    import Foundation
    public import SessionPersistence

    extension SessionValueCoding {
        /// JSON, through the value's own `Codable`.
        ///
        /// - Throws: ``SessionPersistence/SessionStoreError/Code/notCodable`` where the value is not `Codable`.
        public static func json() throws(SessionStoreError) -> SessionValueCoding {
            guard Value.self is any Codable.Type else {
                throw SessionStoreError(
                    .notCodable,
                    "sessions with values of type \(Value.self) can't be stored: it is not Codable; let it conform "
                        + "to Codable, or turn persistence off"
                )
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let decoder = JSONDecoder()
            let mismatch = SessionStoreError(.notCodable, "\(Value.self) is not Codable")
            return SessionValueCoding(
                encode: { value in
                    guard let value = value as? any Encodable else { throw mismatch }
                    return Array(try encoder.encode(value))
                },
                decode: { bytes in
                    guard
                        let type = Value.self as? any Decodable.Type,
                        let value = try decoder.decode(type, from: Data(bytes)) as? Value
                    else { throw mismatch }
                    return value
                }
            )
        }
    }
#endif
