#if HTTP
    /// Makes session ids that nobody can guess.
    ///
    /// An id carries 192 bits of the system's random generator in 32 characters of base64url: letters, digits,
    /// `-` and `_`, so it may stand in a cookie, a header, a URL or a file name as it is. Making one costs a
    /// system call.
    public struct IdentifierGenerator: Sendable {
        /// Ids from the system's generator: `getrandom(2)` on Linux.
        public static let system = IdentifierGenerator(source: systemRandomBytes)

        /// How many characters an id has.
        public static let identifierLength = 32

        /// A multiple of three, so that base64 needs no padding.
        private static let byteCount = 24

        /// Gives so many random bytes, or throws.
        typealias Source = @Sendable (_ count: Int) throws(IdentifierError) -> [UInt8]

        private let source: Source

        /// Ids from these bytes; tests let them fail.
        init(source: @escaping Source) {
            self.source = source
        }

        /// A new id.
        ///
        /// - Throws: ``IdentifierError`` if the system has no random bytes to give. There is no weaker id in its
        ///   place: the session must not be created.
        public func next() throws(IdentifierError) -> String {
            let bytes = try source(Self.byteCount)
            return String(unsafeUninitializedCapacity: Self.identifierLength) { text in
                var (word, bits, written) = (UInt32(0), 0, 0)
                for byte in bytes {
                    word = word << 8 | UInt32(byte)
                    bits += 8
                    while bits >= 6 {
                        bits -= 6
                        text.initializeElement(at: written, to: Self.alphabet[Int(word >> bits) & 63])
                        written += 1
                    }
                }
                return written
            }
        }

        /// Whether this could be an id of a generator's. Whether it is one, only a session manager knows.
        static func hasForm(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            guard bytes.count == identifierLength else { return false }
            // Without a branch, so that the compiler looks at many bytes at a time.
            var others: UInt8 = 0
            for byte in bytes {
                let isLetter: UInt8 = (byte | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0
                let isDigit: UInt8 = byte &- UInt8(ascii: "0") < 10 ? 1 : 0
                let isHyphen: UInt8 = byte == UInt8(ascii: "-") ? 1 : 0
                let isUnderscore: UInt8 = byte == UInt8(ascii: "_") ? 1 : 0
                others |= (isLetter | isDigit | isHyphen | isUnderscore) ^ 1
            }
            return others == 0
        }

        private static let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
        )
    }
#endif
