#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a session takes up: by how much the process grows when a store is filled, over the number of
/// sessions, ids and values and the heap's own bookkeeping included.
///
/// To be run first thing in a process of its own.
public enum BytesBenchmark {
    private static let batch = 1_000

    /// The bytes a session, or `nil` where the system doesn't tell.
    public static func measure(_ peer: PeerKind, sessions: Int) async throws -> Double? {
        // What the first task and the first store set up once is not the sessions'.
        if let store = peer.store() { try await fill(store, peer, 0..<1) }
        guard let store = peer.store(), let before = residentBytes else { return nil }
        for start in stride(from: 0, to: sessions, by: batch) {
            try await fill(store, peer, start..<min(start + batch, sessions))
        }
        guard let after = residentBytes else { return nil }
        return withExtendedLifetime(store) { Double(after - before) / Double(sessions) }
    }

    private static func fill(_ store: any Store, _ peer: PeerKind, _ numbers: Range<Int>) async throws {
        try await FillBenchmark.fill(store, peer, numbers)
    }

    /// The memory that the process has in use.
    private static var residentBytes: Int? {
        #if os(Linux)
            guard let file = fopen("/proc/self/statm", "r") else { return nil }
            defer { fclose(file) }
            var buffer = [CChar](repeating: 0, count: 256)
            guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
            // The second field is the resident set, in pages.
            let fields = buffer.split(separator: CChar(UInt8(ascii: " ")))
            guard fields.count > 1 else { return nil }
            let digits = fields[1].map { UInt8(bitPattern: $0) }
            guard let pages = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
            return pages * Int(getpagesize())
        #else
            return nil
        #endif
    }
}
