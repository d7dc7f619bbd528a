#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Measures the bytes of a session: the growth of the process while a store is filled, divided by the number of
/// sessions. It includes ids, values and the overhead of the heap.
///
/// Run it in a new process, before anything else.
public enum BytesBenchmark {
    private static let batch = 1_000

    /// Returns the bytes per session, or `nil` if the system doesn't report the memory of a process.
    public static func measure(_ peer: PeerKind, sessions: Int) async throws -> Double? {
        // The first task and the first store allocate memory once. It must not count as sessions.
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

    /// The memory that the process uses.
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
