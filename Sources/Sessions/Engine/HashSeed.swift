/// The secret seed of a manager's hash of ids. It prevents clients from choosing ids that collide.
///
/// The hash multiplies words of 64 bits to 128 bits and folds the halves, as Wang Yi's wyhash (2019) does.
@usableFromInline struct HashSeed: Sendable {
    @usableFromInline let a: UInt64
    let b: UInt64
    @usableFromInline let c: UInt64
    let d: UInt64

    @usableFromInline init(using generator: inout some RandomNumberGenerator) {
        // The words are odd because a product with zero would lose the other factor.
        a = generator.next() | 1
        b = generator.next() | 1
        c = generator.next() | 1
        d = generator.next() | 1
    }

    @usableFromInline init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    @inline(__always)
    @usableFromInline static func mix(_ x: UInt64, _ y: UInt64) -> UInt64 {
        let product = x.multipliedFullWidth(by: y)
        return product.high ^ product.low
    }

    /// Returns the hash of an id of at most 40 bytes, given as words padded with zeros.
    @inline(__always)
    @usableFromInline func hash(_ words: InlineWords, length: Int) -> UInt64 {
        let first = Self.mix(words.w0 ^ a, words.w1 ^ b)
        let second = Self.mix(words.w2 ^ c, words.w3 ^ d)
        let third = Self.mix(words.w4 ^ b, UInt64(truncatingIfNeeded: length) ^ c)
        return Self.mix(first ^ second ^ d, third ^ a)
    }

    /// Returns the hash of an id of more than 40 bytes, or of a text of any length.
    @usableFromInline func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = d
        var offset = 0
        while offset < bytes.count {
            let first = InlineWords.word(bytes, at: offset)
            let second = InlineWords.word(bytes, at: offset + 8)
            hash = Self.mix(first ^ a ^ hash, second ^ b)
            offset += 16
        }
        return Self.mix(hash ^ c, UInt64(truncatingIfNeeded: bytes.count) ^ d)
    }
}
