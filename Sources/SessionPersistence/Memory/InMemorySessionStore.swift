public import Sessions

/// A store that keeps sessions in memory for as long as the object lives, for tests and experiments.
public final class InMemorySessionStore: SessionStore {
    fileprivate struct State {
        var isOpen = false
        var epoch: UInt64 = 0
        var lastCommit: WallTime?
        var sessions: [SessionIdentifier: StoredSession] = [:]
        var ends = RecentEnds()
        /// Whether a change removed everything since the store was opened with a new epoch.
        var wasEmptied = false
    }

    private let state = Locked(State())

    /// Creates an empty store.
    public init() {}

    /// The name of the store: `memory`.
    public var name: String { "memory" }

    /// The number of sessions in the store.
    public var count: Int { state.withLock { $0.sessions.count } }

    /// Returns the stored session with this id, or `nil` if there is none.
    public func session(_ id: String) -> StoredSession? {
        state.withLock { $0.sessions[SessionIdentifier(id)] }
    }

    /// Opens the store; see ``SessionStore/open(resuming:at:)``.
    public func open(
        resuming epoch: UInt64?,
        at wallTime: WallTime
    ) async throws(SessionStoreError) -> SessionStoreOpening {
        try state.withLock { state throws(SessionStoreError) in
            guard !state.isOpen else { throw .inUse(name) }
            if let epoch {
                guard epoch >= state.epoch else { throw .superseded(name, by: state.epoch) }
            } else {
                guard state.epoch < SessionStoreOpening.maximumEpoch else { throw .epochsExhausted(name) }
                state.ends = RecentEnds()
                state.wasEmptied = false
            }
            let isContinuation = epoch == state.epoch
            let lastCommit = state.lastCommit
            state.epoch = epoch ?? state.epoch + 1
            state.lastCommit = max(lastCommit ?? wallTime, wallTime)
            state.isOpen = true
            return SessionStoreOpening(
                epoch: state.epoch,
                count: state.sessions.count,
                lastCommit: lastCommit,
                isContinuation: isContinuation
            )
        }
    }

    /// Delivers all sessions; see ``SessionStore/load(_:)``.
    public func load(
        _ receive: @escaping @Sendable ([StoredSession]) throws -> Void
    ) async throws(SessionStoreError) {
        let sessions = try state.withLock { state throws(SessionStoreError) in
            guard state.isOpen else { throw .notOpen(name) }
            return state.sessions.values.sorted {
                ($0.createdAt, $0.incarnation) < ($1.createdAt, $1.incarnation)
            }
        }
        do {
            for start in stride(from: 0, to: sessions.count, by: 256) {
                try receive(Array(sessions[start..<min(start + 256, sessions.count)]))
            }
        } catch {
            throw .interrupted(error)
        }
    }

    /// Applies the changes; see ``SessionStore/commit(_:at:)``.
    public func commit(
        _ changes: [SessionStoreChange],
        at wallTime: WallTime
    ) async throws(SessionStoreError) {
        try state.withLock { state throws(SessionStoreError) in
            guard state.isOpen else { throw .notOpen(name) }
            for change in changes { state.make(change) }
            state.lastCommit = wallTime
        }
    }

    /// Closes the store and keeps its sessions.
    public func close() async {
        state.withLock { $0.isOpen = false }
    }
}

extension InMemorySessionStore.State {
    fileprivate mutating func make(_ change: SessionStoreChange) {
        switch change {
        case .put(let session):
            put(session)
        case .accessed(let id, let incarnation, let wallTime):
            guard sessions[SessionIdentifier(id)]?.incarnation == incarnation else { return }
            sessions[SessionIdentifier(id)]?.lastAccessedAt = wallTime
        case .ended(let id, let incarnation):
            end(id, incarnation)
        case .renamed(let previous, let incarnation, let session):
            guard let kept = sessions[SessionIdentifier(previous)], kept.incarnation <= incarnation else {
                return put(session)
            }
            end(previous, incarnation)
            if accepts(session, isRenamed: true) { sessions[SessionIdentifier(session.id)] = session }
        case .removedAll:
            sessions = [:]
            wasEmptied = true
        }
    }

    private mutating func put(_ session: StoredSession) {
        if accepts(session, isRenamed: false) { sessions[SessionIdentifier(session.id)] = session }
    }

    private mutating func end(_ id: String, _ incarnation: Incarnation) {
        ends.insert(id, incarnation)
        guard let kept = sessions[SessionIdentifier(id)], kept.incarnation <= incarnation else { return }
        sessions[SessionIdentifier(id)] = nil
    }

    private func accepts(_ session: StoredSession, isRenamed: Bool) -> Bool {
        if let kept = sessions[SessionIdentifier(session.id)], kept.incarnation > session.incarnation {
            return false
        }
        if ends.covers(session.id, session.incarnation) { return false }
        if isRenamed || wasEmptied || session.incarnation.epoch >= epoch { return true }
        return sessions[SessionIdentifier(session.id)]?.incarnation == session.incarnation
    }
}
