/// The record of a session: the data that an access reads, on one cache line of 64 bytes.
@usableFromInline struct SessionRecord {
    struct Flags {
        /// The id is longer than 40 bytes and is stored outside the record: `id.w0` is its hash, `id.w1`
        /// its address and `id.w2` its length.
        static let longIdentifier: UInt8 = 1 << 0
        /// The session has ``SparseFields`` that change its deadlines: its own timeouts, or more leases
        /// than the record can count.
        static let overrides: UInt8 = 1 << 1
        /// The session has attributes. An access doesn't read this flag.
        static let attributes: UInt8 = 1 << 2
        /// One lease. The upper five bits count leases, so that a request that holds its session for a
        /// moment reads only the record.
        static let lease: UInt8 = 1 << 3
    }

    /// The maximum number of leases that a record counts. ``SparseFields`` counts further leases.
    static let maximumLeases: UInt32 = 31

    /// The time of the last access, in nanoseconds of the manager's clock.
    @usableFromInline var lastAccessed: Int64
    /// The time of creation, in nanoseconds of the manager's clock.
    @usableFromInline var created: Int64
    /// The id, or the address of a long id; see ``Flags``.
    @usableFromInline var id: InlineWords
    /// The slot of the session's links and value.
    @usableFromInline var slot: UInt32
    /// The period of the last `accessed` event; see ``AccessedPace``.
    @usableFromInline var accessedMark: UInt16
    /// The length of the id in bytes, if the id is stored in the record.
    @usableFromInline var length: UInt8
    /// See ``Flags``.
    @usableFromInline var flags: UInt8

    @inline(__always)
    @usableFromInline var isLong: Bool { flags & Flags.longIdentifier != 0 }

    @inline(__always)
    @usableFromInline var hasOverrides: Bool { flags & Flags.overrides != 0 }

    /// Whether the session has attributes.
    @inline(__always)
    @usableFromInline var hasAttributes: Bool { flags & Flags.attributes != 0 }

    /// The number of leases that the record itself counts.
    @inline(__always)
    var leases: UInt32 { UInt32(flags / Flags.lease) }

    /// Whether the session's timeouts may differ from the policy's: because it has its own, or leases.
    @inline(__always)
    @usableFromInline var isSpecial: Bool { flags & ~(Flags.longIdentifier | Flags.attributes) != 0 }

    @inline(__always)
    @usableFromInline func matches(_ key: IdentifierKey) -> Bool {
        if key.isInline { return matches(key.words, length: key.length) }
        return isLong && id.w0 == key.hash && key.withBytes(longBytes.elementsEqual)
    }

    /// Returns whether the session has this id of at most 40 bytes.
    @inline(__always)
    func matches(_ words: InlineWords, length: Int) -> Bool {
        id == words && Int(self.length) == length && !isLong
    }

    /// The bytes of a long id.
    @usableFromInline var longBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: UnsafeRawPointer(bitPattern: UInt(id.w1)),
            count: Int(truncatingIfNeeded: id.w2)
        )
    }

    /// Calls `body` with the id's bytes.
    @usableFromInline func withIdentifierBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        if isLong { return body(longBytes) }
        return id.withBytes(Int(length), body)
    }

    /// The id.
    @usableFromInline var identifier: String {
        withIdentifierBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Creates the record of a session with this key's id. A long id is copied to memory of its own.
    @inline(__always)
    init(_ key: IdentifierKey, created: Int64, lastAccessed: Int64, slot: UInt32, mark: UInt16) {
        self.created = created
        self.lastAccessed = lastAccessed
        self.slot = slot
        accessedMark = mark
        if key.isInline {
            id = key.words
            length = UInt8(truncatingIfNeeded: key.length)
            flags = 0
        } else {
            id = Self.copyLong(key)
            length = 0
            flags = Flags.longIdentifier
        }
    }

    @inline(never)
    private static func copyLong(_ key: IdentifierKey) -> InlineWords {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: key.length, alignment: 8)
        key.withBytes { copy.copyMemory(from: $0) }
        let address = UInt(bitPattern: copy.baseAddress)
        return InlineWords(key.hash, UInt64(address), UInt64(key.length), 0, 0)
    }

    /// Deallocates the memory of a long id.
    @usableFromInline func releaseIdentifier() {
        if isLong { UnsafeMutableRawBufferPointer(mutating: longBytes).deallocate() }
    }
}
