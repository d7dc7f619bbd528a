/// SipHash-2-4: a keyed function from bytes to 64 bits. Without the key, the result reveals nothing about the input.
///
/// Source: Jean-Philippe Aumasson and Daniel J. Bernstein, "SipHash: a fast short-input PRF" (2012). The
/// standard library's `Hasher` is of the same family, but its key differs in every process.
struct SipHash: Sendable {
    private let key: (UInt64, UInt64)

    /// Creates the function with this key.
    init(key: (UInt64, UInt64)) {
        self.key = key
    }

    /// Creates the function with a key derived from a secret text.
    init(secret: String) {
        let bytes = Array(secret.utf8)
        self.init(key: (SipHash(key: (0, 0))(bytes), SipHash(key: (0, 1))(bytes)))
    }

    /// Returns the digest of `bytes`.
    func callAsFunction(_ bytes: some Collection<UInt8>) -> UInt64 {
        var state = State(key: key)
        var word: UInt64 = 0
        var length: UInt64 = 0
        for byte in bytes {
            word |= UInt64(byte) << (8 * (length & 7))
            length &+= 1
            if length & 7 == 0 {
                state.absorb(word)
                word = 0
            }
        }
        state.absorb(word | length << 56)
        return state.finish()
    }
}

extension SipHash {
    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(key: (UInt64, UInt64)) {
            v0 = key.0 ^ 0x736f_6d65_7073_6575
            v1 = key.1 ^ 0x646f_7261_6e64_6f6d
            v2 = key.0 ^ 0x6c79_6765_6e65_7261
            v3 = key.1 ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xFF
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v1 = v1.rotatedLeft(by: 13) ^ v0
            v0 = v0.rotatedLeft(by: 32)
            v2 &+= v3
            v3 = v3.rotatedLeft(by: 16) ^ v2
            v0 &+= v3
            v3 = v3.rotatedLeft(by: 21) ^ v0
            v2 &+= v1
            v1 = v1.rotatedLeft(by: 17) ^ v2
            v2 = v2.rotatedLeft(by: 32)
        }
    }
}

extension UInt64 {
    fileprivate func rotatedLeft(by count: UInt64) -> UInt64 {
        self << count | self >> (64 - count)
    }
}
