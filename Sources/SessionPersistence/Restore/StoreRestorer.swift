import Sessions

/// Decodes the sessions that a store delivers and adds them to the manager.
///
/// The store's reading thread and several tasks share the work: each performs the next step of the
/// ``RestoreQueue``. This keeps all processors busy, whichever of reading, decoding and adding is the
/// slowest.
final class StoreRestorer<Value: Sendable>: Sendable {
    private struct State {
        /// `nil` while a thread adds a batch.
        var restoration: SessionRestoration<Value>?
        var read = 0
        var undecodable = 0
        var firstError: (any Error)?
        var damaged = 0
        var firstDamage: String?
    }

    private let manager: SessionManager<Value>
    private let coding: SessionValueCoding<Value>
    private let progress: (@Sendable (Int) -> Void)?
    /// Used only by the thread that adds a batch; there is one at a time.
    private let state: Locked<State>
    private let queue = Locked(RestoreQueue<Value>())
    /// The reader waits here for a step that another thread is performing.
    private let stepped = ConditionVariable()

    init(
        _ manager: SessionManager<Value>,
        _ coding: SessionValueCoding<Value>,
        notBefore earliest: WallTime,
        progress: (@Sendable (Int) -> Void)?
    ) {
        self.manager = manager
        self.coding = coding
        self.progress = progress
        state = Locked(State(restoration: manager.restoration(notBefore: earliest)))
    }

    var firstError: (any Error)? { state.withLock(\.firstError) }

    /// The problem with the attributes of the first session that lost some.
    var firstDamage: String? { state.withLock(\.firstDamage) }

    /// Adds every session in the store to the manager. Expired sessions wait for ``finish()``.
    ///
    /// If the task is cancelled, loading stops at the next batch.
    func load(_ store: any SessionStore) async throws(SessionStoreError) {
        let (news, source) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(RestoreQueue<Value>.limit)
        )
        async let reading = read(store, source)
        await withDiscardingTaskGroup { group in
            for await _ in news { group.addTask { while self.step() {} } }
        }
        if let error = await reading { throw error }
        while step() {}
    }

    /// Reads everything, and signals `source` when another thread can help.
    private func read(
        _ store: any SessionStore,
        _ source: AsyncStream<Void>.Continuation
    ) async -> SessionStoreError? {
        defer { source.finish() }
        let isCancelled = Locked(false)
        return await withTaskCancellationHandler {
            do throws(SessionStoreError) {
                try await store.load { sessions in
                    // The store may call this on a thread that runs no task, so `Task.isCancelled` doesn't
                    // work here.
                    if isCancelled.withLock({ $0 }) { throw CancellationError() }
                    self.queue.withLock { $0.append(sessions) }
                    source.yield()
                    self.makeRoom()
                }
                return nil
            } catch {
                return error
            }
        } onCancel: {
            isCancelled.withLock { $0 = true }
        }
    }

    /// Returns once there is room for another batch.
    ///
    /// The reader performs the steps itself unless another thread is performing one. It waits only for such a
    /// thread, never for a task: there may be no thread to run the task.
    private func makeRoom() {
        while queue.withLock({ $0.isFull }) {
            if !step() { stepped.wait { queue.withLock { !$0.isFull || $0.hasNext } } }
        }
    }

    /// Performs the next step, and returns false if other threads already work on every step.
    private func step() -> Bool {
        switch queue.withLock({ $0.next() }) {
        case .decode(let number, let sessions):
            let batch = decode(sessions)
            queue.withLock { $0.didDecode(number, batch) }
        case .takeIn(let batch):
            takeIn(batch)
            queue.withLock { $0.didTakeIn() }
        case nil:
            return false
        }
        stepped.notifyAll()
        return true
    }

    private func decode(_ sessions: [StoredSession]) -> RestoreQueue<Value>.Decoded {
        let results = coding.decodeBatch(sessions.map(\.value))
        var undecodable = 0
        var firstError: (any Error)?
        var damaged = 0
        var firstDamage: String?
        let batch = manager.restorableBatch(capacity: sessions.count) { batch in
            for place in sessions.indices {
                switch results[place] {
                case .success(let value):
                    if let problem = sessions[place].attributesProblem {
                        damaged += 1
                        firstDamage = firstDamage ?? problem
                    }
                    batch.append(
                        id: sessions[place].id,
                        value: value,
                        version: sessions[place].version,
                        createdAt: sessions[place].createdAt,
                        lastAccessedAt: sessions[place].lastAccessedAt,
                        timeouts: sessions[place].timeouts,
                        attributes: sessions[place].usableAttributes
                    )
                case .failure(let error):
                    undecodable += 1
                    if firstError == nil { firstError = error }
                }
            }
        }
        return RestoreQueue.Decoded(
            batch: batch,
            count: sessions.count,
            undecodable: undecodable,
            firstError: firstError,
            damaged: damaged,
            firstDamage: firstDamage
        )
    }

    private func takeIn(_ decoded: RestoreQueue<Value>.Decoded) {
        // No lock may be held: values that are left out are released here, and their `deinit` may call
        // anything. One thread at a time runs this.
        guard var restoration = state.withLock({ $0.restoration.take() }) else { return }
        restoration.add(decoded.batch)
        let read = state.withLock { state in
            state.restoration = restoration
            state.read += decoded.count
            state.undecodable += decoded.undecodable
            if state.firstError == nil { state.firstError = decoded.firstError }
            state.damaged += decoded.damaged
            state.firstDamage = state.firstDamage ?? decoded.firstDamage
            return state.read
        }
        progress?(read)
    }

    func finish() -> PersistenceRestoration {
        // Expired sessions end here and observers are called, so no lock of ours may be held.
        var restoration = state.withLock { $0.restoration.take() }
        let result = restoration?.finish()
        return PersistenceRestoration(
            living: result?.living ?? 0,
            expired: result?.expired ?? 0,
            setAside: (result?.leftOut ?? 0) + state.withLock(\.undecodable),
            damagedAttributes: state.withLock(\.damaged)
        )
    }
}
