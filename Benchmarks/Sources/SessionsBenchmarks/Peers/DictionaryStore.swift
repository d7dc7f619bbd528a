import Sessions
import Synchronization

/// ``ScannedSessions`` behind a `Mutex`.
final class DictionaryStore<Clock: SessionClock>: CleanableStore {
    private let sessions = Mutex(ScannedSessions())
    private let clock: Clock

    init(clock: Clock) { self.clock = clock }

    func create(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where sessions.withLock({ $0.create(id, Sample.conversation, at: clock.now) }) {
            hits &+= 1
        }
        return hits
    }

    func touch(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where sessions.withLock({ $0.touch(id, at: clock.now) }) { hits &+= 1 }
        return hits
    }

    func session(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where sessions.withLock({ $0.session(id, at: clock.now) }) != nil { hits &+= 1 }
        return hits
    }

    func update(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids
        where sessions.withLock({ $0.update(id, at: clock.now) { $0.parentID = Sample.parentID } }) {
            hits &+= 1
        }
        return hits
    }

    func delete(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where sessions.withLock({ $0.delete(id) }) { hits &+= 1 }
        return hits
    }

    func cleanup() async -> (nanoseconds: Int64, ended: Int?) {
        let stopwatch = Stopwatch()
        let ended = sessions.withLock { $0.cleanup(at: clock.now) }
        return (stopwatch.elapsed, ended)
    }
}
