/// A session id prepared for lookups: its words and its hash.
@usableFromInline
struct IdentifierKey: Sendable {
    /// The maximum length of an id, in bytes of UTF-8.
    @usableFromInline static let maximumLength = 1_024

    /// The bytes of an id of at most 40 bytes.
    let words: InlineWords
    @usableFromInline let hash: UInt64
    let length: Int
    /// The bytes of an id of more than 40 bytes. A reference, so that shorter ids cost no reference
    /// counting.
    private let long: LongIdentifier?

    /// Creates the key of an id, or returns `nil` if the id is longer than ``maximumLength``.
    @usableFromInline
    init?(_ id: String, seed: HashSeed) {
        length = id.utf8.count
        if length <= InlineWords.capacity {
            words = id.withUTF8Bytes { InlineWords($0) }
            hash = seed.hash(words, length: length)
            long = nil
        } else if length <= Self.maximumLength {
            words = InlineWords(0, 0, 0, 0, 0)
            hash = id.withUTF8Bytes { seed.hash($0) }
            long = LongIdentifier(id)
        } else {
            return nil
        }
    }

    @inline(__always)
    init(_ id: InlineIdentifier) {
        words = id.words
        hash = id.hash
        length = id.length
        long = nil
    }

    @inline(__always)
    var isInline: Bool { length <= InlineWords.capacity }

    /// Calls `body` with the id's bytes.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        guard let long else { return words.withBytes(length, body) }
        return long.id.withUTF8Bytes(body)
    }

    /// The id.
    var identifier: String { withBytes { String(decoding: $0, as: UTF8.self) } }

    /// The hash that a shard uses once it has found ids that collide under the quick hash. It is the
    /// standard library's: SipHash-1-3 with a key of the process.
    var keyedHash: UInt64 { withBytes(Self.keyedHash) }

    static func keyedHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

/// A session id of at most 40 bytes, prepared for lookups.
struct InlineIdentifier {
    let words: InlineWords
    let length: Int
    let hash: UInt64

    /// Creates the key of an id. Returns `nil` if the id is longer than 40 bytes or is not stored as UTF-8.
    @inline(__always)
    init?(_ id: String, seed: HashSeed) {
        let read = id.utf8.withContiguousStorageIfAvailable { bytes -> (InlineWords, Int)? in
            guard bytes.count <= InlineWords.capacity else { return nil }
            return (InlineWords(UnsafeRawBufferPointer(bytes)), bytes.count)
        }
        guard let (words, length) = read ?? nil else { return nil }
        self.words = words
        self.length = length
        hash = seed.hash(words, length: length)
    }
}

/// An id of more than 40 bytes.
private final class LongIdentifier: Sendable {
    let id: String

    init(_ id: String) {
        self.id = id
    }
}

extension String {
    /// Calls `body` with the string's UTF-8 bytes: in place if the string is native, otherwise with a copy.
    @inline(__always)
    func withUTF8Bytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        if let result = utf8.withContiguousStorageIfAvailable({ body(UnsafeRawBufferPointer($0)) }) {
            return result
        }
        return Array(utf8).withUnsafeBytes(body)
    }

    /// Returns whether both have the same UTF-8 bytes. It takes a tenth of the time of `utf8.elementsEqual`.
    package func hasSameUTF8(as other: String) -> Bool {
        // If both are stored in the same way, as short texts usually are, they are the same in memory.
        let isSame = withUnsafeBytes(of: self) { bytes in
            withUnsafeBytes(of: other) { bytes.isEqual(to: $0) }
        }
        return isSame || hasSameBytes(as: other)
    }

    @inline(never)
    private func hasSameBytes(as other: String) -> Bool {
        withUTF8Bytes { bytes in other.withUTF8Bytes { bytes.isEqual(to: $0) } }
    }
}

extension UnsafeRawBufferPointer {
    /// Returns whether both have the same bytes. It compares eight at a time.
    @inline(__always)
    fileprivate func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var place = 0
        while place + 8 <= count {
            let word = loadUnaligned(fromByteOffset: place, as: UInt64.self)
            guard word == other.loadUnaligned(fromByteOffset: place, as: UInt64.self) else { return false }
            place += 8
        }
        while place < count {
            guard self[place] == other[place] else { return false }
            place += 1
        }
        return true
    }
}
