import Foundation
import Sessions
import Testing

@testable import SessionPersistence

/// Tests the rules of write-behind with a manager whose events arrive late and a store that fails. A crash at
/// any moment loses nothing that was acknowledged, and once everything is quiet, the store has all living
/// sessions.
@Suite struct WriteBehindModelTests {
    private struct World {
        /// The result of building a transaction.
        struct Made {
            let entries: [DirtyMarks.Entry]
            let changes: [SessionStoreChange]
            /// The ids that were not written after all. Events that came meanwhile took them for stored.
            let postponed: [SessionIdentifier]
        }

        /// The current activity of the store.
        enum Work {
            case committing(Made)
            case committed(Made, failed: Bool)
            case reopening
            case marking(HeldAccessCursor)
        }

        let ids = (0..<5).map { "\($0)" }
        let manager: SessionManager<String>
        let clock = ManualClock()
        let recorder = EventLanes.Recorder()
        let store = InMemorySessionStore()
        let losesFiles: Bool
        var random: SeededGenerator
        var lanes: EventLanes
        var ledger = StoreLedger()
        var machine: WriteBehindStateMachine
        var work: Work?
        /// Whether a cycle is being written.
        var isWriting = false
        /// Whether the next transaction may be built, possibly while the one before it is being committed.
        var mayMake = false
        /// The transaction that was built while the one before it is being committed.
        var made: Made?
        /// The ids under which the store may have a row, as far as is known.
        var mayHaveRow: Set<SessionIdentifier> = []
        var sessions = 0
        var tickets = 0
        var flushes: [Int: (StoreLedger.Snapshot, after: Int, isSubmitted: Bool)] = [:]
        var acknowledgements = 0
        var catchesUpAfter: [Int] = []
        var looks: [(held: [(id: String, incarnation: Incarnation)], after: Int)] = []
        var faults: [String] = []

        init(_ seed: UInt64) async throws {
            random = SeededGenerator(seed: seed)
            losesFiles = seed % 4 == 0
            lanes = EventLanes(Int.random(in: 1...4, using: &random))
            let epoch = try await store.open(resuming: nil, at: clock.wallTime).epoch
            manager = try SessionManager(
                policy: SessionPolicy(idleTimeout: .minutes(30)),
                observers: [recorder],
                clock: clock,
                epoch: epoch
            )
            var configuration = PersistenceConfiguration()
            configuration.flushSize = Int.random(in: 1...6, using: &random)
            machine = WriteBehindStateMachine(configuration, at: clock.now)
        }

        mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

        // MARK: What happens

        mutating func live() throws {
            let id = ids[Int.random(in: 0..<ids.count, using: &random)]
            switch Int.random(in: 0..<12, using: &random) {
            case 0, 1, 2:
                sessions += 1
                try manager.create(id, StoreLedger.value(sessions, 0))
            case 3:
                manager.update(id) { value in
                    let parts = value.split(separator: ":").compactMap { Int($0) }
                    value = StoreLedger.value(parts[0], parts[1] + 1)
                }
            case 4: manager.touch(id)
            case 5, 6: try manager.delete(id)
            default:
                let new = ids[Int.random(in: 0..<ids.count, using: &random)]
                if manager.peek(new) == nil { try manager.rotate(id, to: new) }
            }
            if chance(200) {
                clock.advance(by: .minutes(31))
                manager.cleanup()
            }
            let events = recorder.takeAll()
            ledger.note(events)
            for event in events { lanes.append(event) }
        }

        mutating func deliver() {
            guard let event = lanes.next(&random) else { return }
            _ = machine.mark(at: clock.now) { $0.note(event) }
            for (ticket, flush) in flushes where !flush.isSubmitted && lanes.hasDelivered(flush.after) {
                flushes[ticket]?.isSubmitted = true
                machine.flush(ticket)
            }
            catchUp()
            // Other threads may be faster than the one that waited for the events.
            if chance(2) { refresh() }
        }

        mutating func catchUp() {
            while let after = catchesUpAfter.first, lanes.hasDelivered(after) {
                catchesUpAfter.removeFirst()
                _ = machine.mark(at: clock.now) { $0.caughtUp() }
            }
        }

        mutating func flush() {
            tickets += 1
            let isSubmitted = lanes.hasDelivered(lanes.emitted)
            flushes[tickets] = (ledger.snapshot, lanes.emitted, isSubmitted)
            if isSubmitted { machine.flush(tickets) }
        }

        /// Acts as if all sessions had a lease.
        mutating func lookAtLeased() {
            let held = ids.compactMap { id in manager.held(id).map { (id: id, incarnation: $0.incarnation) } }
            looks.append((held, after: lanes.emitted))
            refresh()
        }

        mutating func refresh() {
            while let look = looks.first, lanes.hasDelivered(look.after) {
                looks.removeFirst()
                _ = machine.mark(at: clock.now) { $0.refresh(look.held, heldBy: manager) }
            }
        }

        // MARK: What the store does

        mutating func ask() {
            while let action = machine.next(at: clock.now) {
                switch action {
                case .write: (isWriting, mayMake) = (true, true)
                case .reopen: work = .reopening
                case .markEverything: work = .marking(HeldAccessCursor())
                case .resume(let tickets, let error):
                    for ticket in tickets {
                        guard let flush = flushes.removeValue(forKey: ticket), error == nil else { continue }
                        acknowledgements += 1
                        ledger.acknowledge(flush.0)
                    }
                case .markLeased: lookAtLeased()
                case .degraded, .recovered: break
                }
            }
        }

        /// Takes a step of the current activity. `meanwhile` runs while it looks at sessions.
        mutating func step(fails: Bool, _ meanwhile: (inout World) throws -> Void) async throws {
            if mayMake && (work == nil || chance(2)) {
                mayMake = false
                made = try await make(meanwhile)
            } else if work == nil, let transaction = made {
                (work, made, mayMake) = (.committing(transaction), nil, true)
            } else if work == nil, isWriting {
                isWriting = false
                machine.written(at: clock.now)
            } else {
                try await workOn(fails: fails, meanwhile)
            }
        }

        /// Builds the next transaction.
        private mutating func make(_ meanwhile: (inout World) throws -> Void) async throws -> Made? {
            guard let transaction = machine.nextTransaction() else { return nil }
            let entries = transaction.entries
            mayHaveRow.formUnion(entries.map(\.id))
            var early: [(SessionIdentifier, Incarnation)] = []
            var builder = ChangeBuilder(manager, .text, WallClockAnchor(clock)) { early.append(($0, $1)) }
            var start = 0
            while start < entries.count {
                var end = start + 1
                while end < entries.count, entries[end].joins { end += 1 }
                builder.add(Array(entries[start..<end]))
                for (id, incarnation) in early {
                    _ = machine.mark(at: clock.now) { $0.willBeWritten(id, incarnation) }
                }
                early = []
                start = end
                try meanwhile(&self)
                if chance(3) { try await commitMeanwhile() }
            }
            machine.postpone(builder.awaiting, with: builder.heldUp)
            return Made(
                entries: entries,
                changes: (transaction.removesAll ? [.removedAll] : []) + builder.changes,
                postponed: builder.awaiting + builder.heldUp
            )
        }

        /// The store continues while a transaction is built; a failure is noticed only afterwards.
        private mutating func commitMeanwhile() async throws {
            switch work {
            case .committing(let made):
                try await store.commit(made.changes, at: clock.wallTime)
                work = .committed(made, failed: false)
            case .committed(let transaction, failed: false):
                work = nil
                committed(transaction)
            default: break
            }
        }

        private mutating func committed(_ transaction: Made) {
            // It is unknown whether marks that an event has taken over meanwhile are written.
            let about = transaction.entries.flatMap { [$0.id] + $0.mark.previous.map(\.id) }
            let taken = transaction.entries.filter { machine.marks.inFlight[$0.id] == nil }
                .flatMap { [$0.id] + $0.mark.previous.map(\.id) }
            mayHaveRow.subtract(about)
            mayHaveRow.formUnion(taken + transaction.postponed)
            machine.committed(changes: 0)
            mayHaveRow.formUnion(rows.map { SessionIdentifier($0.id) })
        }

        /// Takes a step of the store's activity.
        private mutating func workOn(
            fails: Bool,
            _ meanwhile: (inout World) throws -> Void
        ) async throws {
            guard let current = work else { return }
            work = nil
            switch current {
            case .committing(let made):
                let outcome = fails ? Int.random(in: 0..<6, using: &random) : 5
                if outcome > 0 { try await store.commit(made.changes, at: clock.wallTime) }
                work = .committed(made, failed: outcome < 2)
            case .committed(let transaction, let failed):
                if failed {
                    // A transaction that is being built after a failure is awaited and dropped.
                    if mayMake {
                        mayMake = false
                        _ = try await make(meanwhile)
                    }
                    (isWriting, mayMake, made) = (false, false, nil)
                    machine.failed(FaultyStore.failure, at: clock.now, random: 0)
                } else {
                    committed(transaction)
                }
            case .reopening:
                if fails && chance(4) {
                    machine.reopenFailed(FaultyStore.failure, at: clock.now, random: 0)
                } else if fails && losesFiles && chance(3) {
                    try await store.commit([.removedAll], at: clock.wallTime)
                    ledger.forgetKept()
                    machine.reopened(isContinuation: false, at: clock.now)
                } else {
                    machine.reopened(isContinuation: true, at: clock.now)
                }
            case .marking(var place):
                let batch = manager.accesses(from: &place, atLeast: 1)
                try meanwhile(&self)
                if batch.isEmpty {
                    machine.markedEverything(at: clock.now)
                    catchesUpAfter.append(lanes.emitted)
                    catchUp()
                } else {
                    _ = machine.mark(at: clock.now) { marks in
                        marks.add(batch.map { (SessionIdentifier($0.id), $0.incarnation) })
                    }
                    work = .marking(place)
                }
            }
        }

        var rows: [StoredSession] { ids.compactMap { store.session($0) } }

        /// The marks that have nothing to write.
        var needlessMarks: [String] {
            let about = Set(lanes.undelivered.values.joined())
            let marked = Set(machine.marks.marks.keys).union(machine.marks.inFlight.keys)
            var faults = marked.filter {
                !ledger.isLiving($0) && !mayHaveRow.contains($0) && !about.contains($0.text)
            }
            .map { "\($0.text) has a mark for nothing" }
            if marked.count != machine.backlog { faults.append("there are \(marked.count) marks") }
            return faults
        }

        mutating func check(_ step: Int) {
            faults += ledger.faults(rows).map { "step \(step): \($0)" }
            // After a loss, everything is removed until a commit succeeds, and more sessions count as stored
            // than are. Needless marks are then expected.
            if !losesFiles {
                ledger.see(rows)
                faults += needlessMarks.map { "step \(step): \($0)" }
            }
        }

        /// Delivers all events, lets the store work, and writes everything.
        mutating func comeToRest() async throws {
            while !lanes.hasDelivered(lanes.emitted) { deliver() }
            flush()
            for _ in 0..<1_000 where machine.backlog > 0 || !flushes.isEmpty || work != nil || isWriting {
                clock.advance(by: .milliseconds(500))
                ask()
                try await step(fails: false) { _ in }
            }
            ask()
            if machine.backlog > 0 || !flushes.isEmpty { faults.append("it does not come to rest") }
            faults += ledger.differences(rows).map { "at rest: \($0)" }
        }
    }

    private static let seeds: Range<UInt64> = {
        let count = ProcessInfo.processInfo.environment["SESSIONS_SOAK"] == nil ? 2_000 : 100_000
        return 0..<UInt64(count)
    }()

    @Test func nothingAcknowledgedIsLost() async throws {
        var acknowledgements = 0
        for seed in Self.seeds {
            var world = try await World(seed)
            let steps = Int.random(in: 20...150, using: &world.random)
            for step in 0..<steps where world.faults.isEmpty {
                switch Int.random(in: 0..<10, using: &world.random) {
                case 0..<3: try world.live()
                case 3..<6: world.deliver()
                case 6: world.flush()
                case 7 where world.chance(3): world.lookAtLeased()
                default:
                    try await world.step(fails: true) { world in
                        for _ in 0..<Int.random(in: 0...2, using: &world.random) {
                            if world.chance(2) { try world.live() } else { world.deliver() }
                        }
                    }
                }
                world.clock.advance(by: .milliseconds(Int.random(in: 0...200, using: &world.random)))
                world.ask()
                world.check(step)
            }
            if world.faults.isEmpty { try await world.comeToRest() }
            acknowledgements += world.acknowledgements
            try #require(world.faults.isEmpty, "seed \(seed): \(world.faults.joined(separator: "; "))")
        }
        #expect(acknowledgements > Self.seeds.count)
    }
}
