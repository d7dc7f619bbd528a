#if HTTP
    package import Sessions

    extension JSONSessionValue: SizedSessionValue {
        /// The memory that the value takes up, in bytes: its parts, and the text of its strings and names.
        ///
        /// An array or an object has 32 bytes more than its parts. The spare room of collections is not included.
        package var estimatedBytes: Int {
            MemoryLayout<JSONSessionValue>.stride + referredBytes
        }

        private var referredBytes: Int {
            switch self {
            case .null, .boolean, .integer, .number: 0
            case .string(let text): Self.bytes(of: text)
            case .array(let values): values.reduce(32) { $0 + $1.estimatedBytes }
            case .object(let members):
                members.reduce(32) { sum, member in
                    sum + MemoryLayout<String>.stride + Self.bytes(of: member.key)
                        + member.value.estimatedBytes
                }
            }
        }

        /// A text of up to 15 bytes is stored in place.
        private static func bytes(of text: String) -> Int { text.utf8.count > 15 ? text.utf8.count : 0 }
    }
#endif
