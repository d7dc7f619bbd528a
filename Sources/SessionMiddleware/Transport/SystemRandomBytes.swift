#if HTTP
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif

    /// So many bytes, up to 256, of the system's random generator. `SystemRandomNumberGenerator` asks the same
    /// but traps where this throws.
    ///
    /// `getentropy(3)` is `getrandom(2)` until all bytes are there.
    func systemRandomBytes(_ count: Int) throws(IdentifierError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard getentropy(&bytes, count) == 0 else { throw IdentifierError(errorNumber: errno) }
        return bytes
    }
#endif
