#if HTTP
    /// A value that was stored through ``SessionPersistDriver``, as JSON.
    public struct PersistedValue: Sendable, Hashable, Codable {
        /// The value's JSON text.
        public let json: String

        /// A value with this JSON text, which is not checked.
        public init(json: String) {
            self.json = json
        }

        /// Reads the text itself, as a string.
        public init(from decoder: any Decoder) throws {
            json = try decoder.singleValueContainer().decode(String.self)
        }

        /// Writes the text itself, as a string.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(json)
        }
    }
#endif
