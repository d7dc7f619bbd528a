/// The bytes of an id of at most 40 bytes, as five words padded with zeros.
@usableFromInline struct InlineWords: Sendable {
    /// The maximum length of an id that fits, in bytes.
    @usableFromInline static let capacity = 40

    @usableFromInline var w0: UInt64
    var w1: UInt64
    @usableFromInline var w2: UInt64
    var w3: UInt64
    @usableFromInline var w4: UInt64

    @inline(__always)
    @usableFromInline init(_ w0: UInt64, _ w1: UInt64, _ w2: UInt64, _ w3: UInt64, _ w4: UInt64) {
        self.w0 = w0
        self.w1 = w1
        self.w2 = w2
        self.w3 = w3
        self.w4 = w4
    }

    /// Creates the words of at most 40 bytes.
    @inline(__always)
    @usableFromInline init(_ bytes: UnsafeRawBufferPointer) {
        w0 = Self.word(bytes, at: 0)
        w1 = Self.word(bytes, at: 8)
        w2 = Self.word(bytes, at: 16)
        w3 = Self.word(bytes, at: 24)
        w4 = Self.word(bytes, at: 32)
    }

    @inline(__always)
    @usableFromInline static func == (lhs: InlineWords, rhs: InlineWords) -> Bool {
        ((lhs.w0 ^ rhs.w0) | (lhs.w1 ^ rhs.w1) | (lhs.w2 ^ rhs.w2) | (lhs.w3 ^ rhs.w3)
            | (lhs.w4 ^ rhs.w4)) == 0
    }

    /// Returns the eight bytes at `offset`, with the first in the lowest byte and zeros past the end.
    @inline(__always)
    @usableFromInline static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        let rest = bytes.count - offset
        guard rest > 0, let base = bytes.baseAddress else { return 0 }
        if rest >= 8 {
            return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        if bytes.count >= 8 {
            // Read the last eight bytes, and shift out those that belong to the previous word.
            let last = UInt64(
                littleEndian: base.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
            )
            return last >> UInt64(truncatingIfNeeded: (8 - rest) * 8)
        }
        var word: UInt64 = 0
        for index in 0..<rest {
            word |= UInt64(base.load(fromByteOffset: offset + index, as: UInt8.self)) << UInt64(index * 8)
        }
        return word
    }

    /// Calls `body` with the first `length` bytes.
    func withBytes<R>(_ length: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let words = (w0.littleEndian, w1.littleEndian, w2.littleEndian, w3.littleEndian, w4.littleEndian)
        return withUnsafeBytes(of: words) { body(UnsafeRawBufferPointer(rebasing: $0[..<length])) }
    }
}
