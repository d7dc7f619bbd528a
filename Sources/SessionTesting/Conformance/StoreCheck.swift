import SessionPersistence
import Sessions

/// One requirement on a store.
struct StoreCheck: Sendable {
    let name: String
    let body: @Sendable (StoreProbe) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (StoreProbe) async throws -> Void) {
        self.name = name
        self.body = body
    }

    func failures(of store: any SessionStore, and other: (any SessionStore)? = nil) async
        -> [ConformanceError.Failure]
    {
        do {
            try await body(StoreProbe(store: store, other: other ?? store))
            return []
        } catch let failure as StoreProbe.Unexpected {
            return [.init(check: name, message: failure.message)]
        } catch {
            return [.init(check: name, message: "it threw \(error)")]
        }
    }
}

/// The store under test, and the operations that the checks share.
struct StoreProbe: Sendable {
    /// A failed expectation.
    struct Unexpected: Error {
        let message: String
    }

    let store: any SessionStore
    /// A second store over the same sessions.
    let other: any SessionStore

    static let wallTime = WallTime(nanosecondsSinceEpoch: 1_800_000_000_000_000_000)

    @discardableResult
    func open(resuming epoch: UInt64? = nil) async throws -> SessionStoreOpening {
        try await store.open(resuming: epoch, at: Self.wallTime)
    }

    func commit(_ changes: SessionStoreChange...) async throws {
        try await store.commit(changes, at: Self.wallTime)
    }

    /// All stored sessions, in the order in which the store loads them.
    func kept() async throws -> [StoredSession] {
        let sessions = Locked<[StoredSession]>([])
        let hasEmptyBatch = Locked(false)
        try await store.load { batch in
            if batch.isEmpty { hasEmptyBatch.withLock { $0 = true } }
            sessions.withLock { $0 += batch }
        }
        try expect(!hasEmptyBatch.withLock { $0 }, "load passed an empty batch")
        return sessions.withLock { $0 }
    }

    func expect(_ holds: Bool, _ message: @autoclosure () -> String) throws {
        if !holds { throw Unexpected(message: message()) }
    }

    func expectKept(_ expected: [StoredSession], _ what: String) async throws {
        let kept = try await kept()
        try expect(kept == expected, "\(what): expected \(expected), but it keeps \(kept)")
    }

    /// Expects `body` to throw an error with this code.
    func expectError(
        _ code: SessionStoreError.Code,
        _ what: String,
        _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as SessionStoreError {
            return try expect(
                error.code == code,
                "\(what): expected \(code), but it threw \(error.code): \(error)"
            )
        }
        throw Unexpected(message: "\(what): expected \(code), but it threw nothing")
    }

    /// Returns a session of the epoch, created this many seconds after the probe's time.
    static func session(
        _ id: String,
        _ number: UInt64,
        epoch: UInt64 = 1,
        created: Int64 = 0,
        value: String = "{\"text\":\"value\"}"
    ) -> StoredSession {
        let createdAt = WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000 + created * 1_000_000_000)
        return StoredSession(
            id: id,
            incarnation: Incarnation(rawValue: epoch << 40 | number),
            versionNumber: epoch << 40 | number + 7,
            createdAt: createdAt,
            lastAccessedAt: createdAt.advanced(by: .milliseconds(1_500)),
            value: Array(value.utf8)
        )
    }
}
