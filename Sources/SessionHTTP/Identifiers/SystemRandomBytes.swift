#if HTTP
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif

    /// So many bytes of the system's random generator; `SystemRandomNumberGenerator` would trap where this throws.
    func systemRandomBytes(_ count: Int) throws(IdentifierError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let result = bytes.withUnsafeMutableBytes {
                fill(UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            if result > 0 {
                filled += result
            } else if errno != EINTR {
                throw IdentifierError(errorNumber: errno)
            }
        }
        return bytes
    }

    /// Fills the buffer or a part of it; returns how many bytes, or -1 with `errno` set.
    private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Darwin)
            let count = min(buffer.count, 256)
            return getentropy(buffer.baseAddress!, count) == 0 ? count : -1
        #else
            return getrandom(buffer.baseAddress, buffer.count, 0)
        #endif
    }
#endif
