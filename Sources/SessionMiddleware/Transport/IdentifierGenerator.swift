#if HTTP
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import Sessions

    /// Makes session ids that can't be guessed.
    ///
    /// An id has 192 bits from the system's random generator in 32 characters of base64url: letters, digits, `-`
    /// and `_`. It can stand unescaped in a cookie, a header, a URL or a file name. Each id costs a system call.
    public struct IdentifierGenerator: Sendable {
        /// A generator that uses the system's random bytes: `getrandom(2)` on Linux.
        public static let system = IdentifierGenerator(source: systemBytes)

        /// The number of characters of an id.
        static let identifierLength = 32

        private static let byteCount = 24

        /// Returns the given number of random bytes.
        typealias Source = @Sendable (_ count: Int) throws(IdentifierError) -> [UInt8]

        private let source: Source

        /// Creates a generator with this source of bytes. Tests pass a source that fails.
        init(source: @escaping Source) {
            self.source = source
        }

        /// Returns a new id.
        ///
        /// - Throws: ``IdentifierError`` if the system has no random bytes. There is no weaker fallback, so don't
        ///   create the session.
        public func next() throws(IdentifierError) -> String {
            Base64URL.encode(try source(Self.byteCount))
        }

        /// Returns whether these bytes have the form of a generated id. Whether a session has this id, only its
        /// manager knows.
        static func hasForm(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            guard bytes.count == identifierLength else { return false }
            // Without branches, so that the compiler can check many bytes at a time.
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

        /// Returns up to 256 random bytes of the system.
        ///
        /// `getentropy(3)` calls `getrandom(2)` until all bytes are there. `SystemRandomNumberGenerator` uses the
        /// same source but traps where this throws.
        static func systemBytes(_ count: Int) throws(IdentifierError) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            guard getentropy(&bytes, count) == 0 else { throw IdentifierError(errorNumber: errno) }
            return bytes
        }
    }

    /// The error for a session id that could not be made because the system has no random bytes.
    public struct IdentifierError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The system's error number, as in `errno.h`.
        package let errorNumber: Int32

        init(errorNumber: Int32) {
            self.errorNumber = errorNumber
        }

        /// What went wrong and what to do.
        public var description: String {
            "the system gave no random bytes for a session id (error number \(errorNumber)), so no session was "
                + "created; allow the process to call getrandom(2), which a seccomp filter may forbid, or try again"
        }
    }
#endif
