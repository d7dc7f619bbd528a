@testable import SessionPersistence
import Sessions

/// A store that fails on demand.
final class FaultyStore: SessionStore {
    struct Faults: Sendable {
        var commit: SessionStoreError?
        /// Whether commits go through and then report a failure.
        var failsAfterCommit = false
        var open: SessionStoreError?
        var load: SessionStoreError?
        var losesEverything = false
    }

    let memory = InMemorySessionStore()
    let faults = Locked(Faults())
    let commits = Locked<[[SessionStoreChange]]>([])
    let openings = Locked(0)
    let closings = Locked(0)
    /// Awaited before each commit, if set.
    let gate = Locked<(@Sendable () async -> Void)?>(nil)

    /// The number of calls in progress, and how often a call overlapped another.
    let uses = Locked((now: 0, overlapping: 0))

    var name: String { "faulty" }

    static let failure = SessionStoreError(.inputOutput, "the disk is gone")

    func open(
        resuming epoch: UInt64?,
        at wallTime: WallTime
    ) async throws(SessionStoreError) -> SessionStoreOpening {
        begin()
        defer { end() }
        openings.withLock { $0 += 1 }
        let faults = faults.withLock { $0 }
        if let error = faults.open { throw error }
        let opening = try await memory.open(resuming: epoch, at: wallTime)
        if faults.losesEverything { try await memory.commit([.removedAll], at: wallTime) }
        return SessionStoreOpening(
            epoch: opening.epoch,
            count: opening.count,
            lastCommit: opening.lastCommit,
            isContinuation: opening.isContinuation && !faults.losesEverything
        )
    }

    func load(
        _ receive: @escaping @Sendable ([StoredSession]) throws -> Void
    ) async throws(SessionStoreError) {
        if let error = faults.withLock(\.load) { throw error }
        try await memory.load(receive)
    }

    func commit(_ changes: [SessionStoreChange], at wallTime: WallTime) async throws(SessionStoreError) {
        begin()
        defer { end() }
        if let gate = gate.withLock({ $0 }) { await gate() }
        let faults = faults.withLock { $0 }
        if let error = faults.commit, !faults.failsAfterCommit { throw error }
        try await memory.commit(changes, at: wallTime)
        commits.withLock { $0.append(changes) }
        if let error = faults.commit { throw error }
    }

    private func begin() {
        uses.withLock { uses in
            if uses.now > 0 { uses.overlapping += 1 }
            uses.now += 1
        }
    }

    private func end() { uses.withLock { $0.now -= 1 } }

    func close() async {
        begin()
        defer { end() }
        closings.withLock { $0 += 1 }
        await memory.close()
    }
}
