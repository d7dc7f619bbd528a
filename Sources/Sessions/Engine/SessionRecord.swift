/// What an access needs to know of a session, on one line of the cache.
@usableFromInline struct SessionRecord {
    struct Flags {
        /// The id is longer than 40 bytes and lies outside; `id.w0` is its hash, `id.w1` its address and
        /// `id.w2` its length.
        static let longIdentifier: UInt8 = 1 << 0
        /// The session has an ``DeadlineOverrides``: timeouts of its own, or more leases than fit here.
        static let overrides: UInt8 = 1 << 1
        /// One lease. The upper six bits count them, so that a request which holds its session for a moment
        /// looks nowhere else.
        static let lease: UInt8 = 1 << 2
    }

    /// How many leases a record counts; further ones are counted by an ``DeadlineOverrides``.
    static let maximumLeases: UInt32 = 63

    /// When the session was accessed last, in nanoseconds of the manager's clock.
    @usableFromInline var lastAccessed: Int64
    /// When it was created.
    @usableFromInline var created: Int64
    /// The id, or where to find it.
    @usableFromInline var id: InlineWords
    /// Where the rest of the session is.
    @usableFromInline var slot: UInt32
    /// The period in which the last `accessed` event was emitted, see ``AccessedPace``.
    @usableFromInline var accessedMark: UInt16
    /// The id's length, if it is not long.
    @usableFromInline var length: UInt8
    /// See ``Flags``.
    @usableFromInline var flags: UInt8

    @inline(__always)
    @usableFromInline var isLong: Bool { flags & Flags.longIdentifier != 0 }

    @inline(__always)
    @usableFromInline var hasOverrides: Bool { flags & Flags.overrides != 0 }

    /// How many leases the record itself counts.
    @inline(__always)
    var leases: UInt32 { UInt32(flags / Flags.lease) }

    /// Whether the policy's timeouts may not be the session's: it has an ``DeadlineOverrides`` or leases.
    @inline(__always)
    @usableFromInline var isSpecial: Bool { flags & ~Flags.longIdentifier != 0 }

    @inline(__always)
    @usableFromInline func matches(_ key: IdentifierKey) -> Bool {
        if key.isInline { return matches(key.words, length: key.length) }
        return isLong && id.w0 == key.hash && key.withBytes(longBytes.elementsEqual)
    }

    /// Whether it has this id of up to 40 bytes.
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

    /// A record of a session with this key's id; a long one is copied to memory of its own.
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

    /// Gives back the memory of a long id.
    @usableFromInline func releaseIdentifier() {
        if isLong { UnsafeMutableRawBufferPointer(mutating: longBytes).deallocate() }
    }
}
