import Testing

@testable import Sessions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A rotation's event arrives after all earlier events of both ids and before all later ones, whichever
/// lanes are blocked.
@Suite("The order of events around a rotation", .timeLimit(.minutes(30)))
struct RotationOrderTests {
    private let observer = HangingObserver()
    private let manager: SessionManager<Int>
    /// Ids in different shards, in the order of the shards.
    private let ids: [String]
    /// An id in the shard of each of them. The observer hangs at an update of it, which blocks the shard's
    /// lane.
    private let doors: [String]
    /// One more id in the last shard.
    private let spare: String

    init() throws {
        let manager = SessionManager<Int>(observers: [observer], clock: ManualClock())
        func shard(_ id: String) -> Int {
            IdentifierKey(id, seed: manager.directory.seed).map { manager.directory.shardNumber($0.hash) }
                ?? -1
        }
        var found: [Int: [String]] = [:]
        for number in 0..<10_000 { found[shard("id-\(number)"), default: []].append("id-\(number)") }
        let chosen = found.filter { $0.value.count > 2 }.sorted { $0.key < $1.key }.prefix(3).map(\.value)
        try #require(chosen.count == 3)
        ids = chosen.map { $0[0] }
        doors = chosen.map { $0[1] }
        spare = chosen[2][2]
        self.manager = manager
        for door in doors { try manager.create(door, 0) }
    }

    private func door(_ lane: Int) -> String { "updated \(doors[lane])" }

    /// Runs `body` while these lanes are blocked, then unblocks them one after another.
    ///
    /// Each lane is unblocked once the caller of the lane before it has returned.
    private func hold(_ lanes: [Int], while body: @escaping @Sendable () throws -> Void) {
        observer.hold(lanes.map { door($0) })
        let ended = Locked<Set<Int>>([])
        onThreads(lanes.count + 1) { [self] thread in
            if thread < lanes.count {
                manager.update(doors[lanes[thread]]) { $0 += 1 }
                ended.withLock { _ = $0.insert(thread) }
                return
            }
            wait { observer.hanging == lanes.count }
            #expect(throws: Never.self) { try body() }
            for number in lanes.indices {
                observer.release(door(lanes[number]))
                wait { ended.withLock { $0.contains(number) } }
            }
        }
    }

    /// Waits for a condition that other threads bring about.
    private func wait(for condition: () -> Bool) {
        let end = ContinuousClock.now.advanced(by: .seconds(60))
        while !condition() {
            guard ContinuousClock.now < end else {
                Issue.record("the condition was still false after 60 seconds")
                return
            }
            sched_yield()
        }
    }

    /// Expects that all events are delivered, no lane is held, and each event is counted; a rotation counts
    /// in both lanes.
    private func expectRest() {
        let lanes = manager.shards.map(\.lane)
        #expect(lanes.allSatisfy { lane in lane.withLock { lane.isIdle && !lane.queue.pointee.isHeld } })
        let heard = observer.heard
        #expect(
            lanes.reduce(0) { sum, lane in sum + lane.withLock { lane.queue.pointee.delivered } }
                == heard.count { $0.incarnation != nil } + heard.count { $0.kind == .rotated }
        )
    }

    @Test(
        "Rotations between blocked lanes deliver their events in order",
        arguments: [[0], [1], [0, 1], [1, 0]],
        [true, false]
    )
    func heldLanes(_ lanes: [Int], isUpward: Bool) throws {
        let (old, new) = isUpward ? (ids[0], ids[1]) : (ids[1], ids[0])
        try manager.create(old, 1)
        try manager.create(new, 100)
        hold(lanes) { [manager] in
            manager.update(old) { $0 = 2 }
            try manager.delete(new)
            try manager.rotate(old, to: new)
            try manager.create(old, 200)
            manager.update(new) { $0 = 3 }
            try manager.delete(old)
        }
        #expect(
            observer.heard(of: old) == [
                "created \(old) 1", "updated \(old) 2", "rotated \(new) 2", "created \(old) 200",
                "deleted \(old) 200",
            ]
        )
        #expect(
            observer.heard(of: new) == [
                "created \(new) 100", "deleted \(new) 100", "rotated \(new) 2", "updated \(new) 3",
            ]
        )
        expectRest()
    }

    @Test("A rotation whose event is being delivered")
    func rotationBeingDelivered() throws {
        let (old, new) = (ids[0], ids[1])
        try manager.create(old, 1)
        observer.hold(["rotated \(new)"])
        onThreads(2) { [self] thread in
            if thread == 0 {
                _ = try? manager.rotate(old, to: new)
                return
            }
            wait { observer.hanging == 1 }
            _ = try? manager.create(old, 2)
            manager.update(new) { $0 = 3 }
            #expect(observer.heard.last?.kind == .rotated)
            observer.release("rotated \(new)")
        }
        #expect(
            observer.heard.suffix(3).map { "\($0.kind) \($0.value ?? -1)" }.sorted()
                == ["created 2", "rotated 1", "updated 3"]
        )
        #expect(observer.heard(of: old).suffix(2) == ["rotated \(new) 1", "created \(old) 2"])
        #expect(observer.heard(of: new) == ["rotated \(new) 1", "updated \(new) 3"])
        expectRest()
    }

    @Test(
        "A cycle of rotations between blocked lanes ends, also with a shutdown",
        arguments: [
            [0], [1], [2], [0, 1], [1, 0], [1, 2], [2, 1], [0, 2], [2, 0],
            [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
        ]
    )
    func circle(_ lanes: [Int]) throws {
        let (a, b, c) = (ids[0], ids[1], ids[2])
        try manager.create(a, 1)
        onThreads(2) { [self] thread in
            guard thread == 0 else {
                // The shutdown starts only after the last change, so every event comes before it.
                wait { observer.heard.contains { $0.value == 10 } || manager.peek(a)?.value == 10 }
                return manager.shutdown()
            }
            hold(lanes) { [manager] in
                for round in 0..<3 {
                    try manager.rotate(a, to: b)
                    try manager.create(a, 2 + round)
                    try manager.rotate(b, to: c)
                    manager.update(c) { $0 += 100 }
                    try manager.delete(a)
                    try manager.rotate(c, to: a)
                }
                manager.update(a) { $0 = 10 }
                while !manager.isShutDown { sched_yield() }
            }
        }
        for id in [a, b, c] {
            let numbers = observer.heard.filter { $0.id == id || $0.previous?.id == id }.map(\.sequence)
            #expect(numbers == numbers.sorted())
        }
        #expect(observer.heard(of: b) == observer.heard(of: b).filter { $0.hasPrefix("rotated") })
        #expect(observer.heard.count == doors.count + lanes.count + 1 + 3 * 6 + 1 + 1)
        #expect(observer.heard.last?.kind == .shutdown)
        expectRest()
    }

    @Test("Waiting for delivery includes the events of a held lane, and no later ones")
    func settling() throws {
        let (old, new) = (ids[0], ids[1])
        try manager.create(old, 1)
        let lanes = [old, doors[1]].compactMap { IdentifierKey($0, seed: manager.directory.seed) }
            .map { manager.shard($0).lane }
        let due = Locked<[UInt64?]>([])
        hold([0]) { [manager] in
            try manager.rotate(old, to: new)
            manager.update(new) { $0 = 2 }
            due.withLock { $0 = lanes.map(\.settled) }
            for lane in lanes { #expect(lane.settled.map { lane.hasDelivered($0) } == false) }
        }
        #expect(lanes.map { lane in lane.withLock { lane.queue.pointee.delivered } } == due.withLock { $0 })
        expectRest()
    }

    @Test("A waiting caller continues once the lane is short enough, even if it is held")
    func waitingForAHeldLane() throws {
        let (first, second) = (ids[0], ids[1])
        try manager.create(first, 1)
        try manager.create(second, 2)
        let hasGoneOn = Locked(false)
        hold([0, 1]) { [self] in
            // The third lane is held at this rotation,
            try manager.rotate(first, to: ids[2])
            // then at this one, with as many events behind it as may wait.
            try manager.rotate(second, to: spare)
            onThreads(2) { thread in
                if thread == 0 {
                    for _ in 0..<EventLane<Int>.limit { manager.update(ids[2]) { $0 += 1 } }
                    return hasGoneOn.withLock { $0 = true }
                }
                wait { manager.metrics().callersThatWaited > 0 }
                #expect(!hasGoneOn.withLock { $0 })
                observer.release(door(0))
                wait { hasGoneOn.withLock { $0 } }
                #expect(!observer.heard.contains { $0.id == spare })
                observer.release(door(1))
            }
        }
        #expect(observer.heard(of: ids[2]).count == 1 + EventLane<Int>.limit)
        #expect(observer.heard(of: spare).count == 1)
        expectRest()
    }

    @Test("A rotation that waits for one lane delivers its event in both")
    func waitingRotation() throws {
        let target = Locked<(@Sendable () -> Void)?>(nil)
        let isHanging = Locked(false)
        let heard = Locked<[SessionEvent<Int>.Kind]>([])
        let crowd = 2 * EventLane<Int>.limit
        let observer = ClosureObserver(interests: [.updated, .rotated]) { (event: SessionEvent<Int>) in
            heard.withLock { $0.append(event.kind) }
            if let hang = target.withLock({ $0.take() }) { hang() }
        }
        let manager = SessionManager<Int>(
            checked: SessionPolicy(),
            observers: [observer],
            clock: ManualClock(),
            context: nil,
            seed: self.manager.directory.seed
        )
        let (door, old, new) = (doors[0], ids[0], ids[1])
        try manager.create(door, 0)
        try manager.create(old, 0)
        target.withLock { target in
            target = { [self] in
                isHanging.withLock { $0 = true }
                // Waits until the rotation waits too.
                wait { manager.metrics().callersThatWaited == 2 }
                // More events than may wait follow it. They come from inside an observer, which does not
                // wait.
                for _ in 0..<crowd { manager.update(door) { $0 += 1 } }
            }
        }
        onThreads(3) { [self] thread in
            switch thread {
            case 0: manager.update(door) { $0 += 1 }
            case 1:
                wait { isHanging.withLock { $0 } }
                for _ in 0...EventLane<Int>.limit { manager.update(door) { $0 += 1 } }
            default:
                wait { manager.metrics().callersThatWaited == 1 }
                _ = try? manager.rotate(old, to: new)
            }
        }
        manager.shutdown()
        #expect(heard.withLock { $0.count } == 1 + EventLane<Int>.limit + 1 + 1 + crowd)
        #expect(heard.withLock { $0.count { $0 == .rotated } } == 1)
    }
}
