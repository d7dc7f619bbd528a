/// A session id made ready to be looked up: its bytes, its words and its hash.
///
/// It points into the string that it was made of and must not outlive the closure that it was given to.
@usableFromInline struct IdentifierKey {
    /// The longest id there may be, in bytes of UTF-8.
    @usableFromInline static let maximumLength = 256

    @usableFromInline let bytes: UnsafeRawBufferPointer
    let words: InlineWords
    @usableFromInline let hash: UInt64

    @inline(__always)
    @usableFromInline var length: Int { bytes.count }

    @inline(__always)
    @usableFromInline var isInline: Bool { bytes.count <= InlineWords.capacity }

    @inline(__always)
    @usableFromInline init(_ bytes: UnsafeRawBufferPointer, seed: HashSeed) {
        self.bytes = bytes
        if bytes.count <= InlineWords.capacity {
            words = InlineWords(bytes)
            hash = seed.hash(words, length: bytes.count)
        } else {
            words = InlineWords(0, 0, 0, 0, 0)
            hash = seed.hash(bytes)
        }
    }

    /// The hash that a shard changes to when somebody found ids that collide under the quick one: the
    /// standard library's, which is SipHash-1-3 with a key of the process.
    @usableFromInline var keyedHash: UInt64 { Self.keyedHash(bytes) }

    @usableFromInline static func keyedHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension String {
    /// Calls `body` with the key of this id.
    @inlinable @inline(__always)
    func withIdentifierKey<R>(_ seed: HashSeed, _ body: (IdentifierKey) -> R) -> R {
        // A native string gives its bytes in place; one that does not is copied once.
        if let result = utf8.withContiguousStorageIfAvailable({ buffer in
            body(IdentifierKey(UnsafeRawBufferPointer(buffer), seed: seed))
        }) {
            return result
        }
        return Array(utf8).withUnsafeBytes { body(IdentifierKey($0, seed: seed)) }
    }
}
