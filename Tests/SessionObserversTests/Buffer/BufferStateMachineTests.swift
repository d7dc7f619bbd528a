import Sessions
import Testing

@testable import SessionObservers

@Suite struct BufferStateMachineTests {
    typealias Machine = BufferStateMachine<Int>

    private func time(_ milliseconds: Int64) -> SessionInstant {
        SessionInstant(nanoseconds: milliseconds * 1_000_000)
    }

    private func machine(_ change: (inout BufferConfiguration) -> Void = { _ in }) -> Machine {
        var configuration = BufferConfiguration()
        configuration.capacity = 4
        configuration.batchSize = 2
        configuration.backoff = .milliseconds(100)
        configuration.maximumBackoff = .milliseconds(300)
        configuration.deliveryTimeout = .seconds(10)
        change(&configuration)
        return Machine(configuration)
    }

    @Test func deliversInBatchesAndInOrder() {
        var machine = machine()
        for number in 1...3 { #expect(machine.offer(number, at: time(0)) == .accepted) }
        #expect(machine.next(at: time(0)) == .deliver([1, 2], number: 1))
        #expect(machine.next(at: time(0)) == nil)
        #expect(machine.counts.queued == 3)
        #expect(machine.delivered(1) == true)
        #expect(machine.next(at: time(0)) == .deliver([3], number: 2))
        #expect(machine.delivered(2) == true)
        #expect(machine.next(at: time(0)) == nil)
        #expect(machine.nextDue == nil)
        #expect(machine.counts.delivered == 3 && machine.counts.queued == 0)
    }

    @Test func aBatchWaitsForMore() {
        var machine = machine { $0.batchDelay = .milliseconds(50) }
        _ = machine.offer(1, at: time(0))
        #expect(machine.next(at: time(0)) == nil)
        #expect(machine.nextDue == time(50))
        #expect(machine.next(at: time(49)) == nil)
        #expect(machine.next(at: time(50)) == .deliver([1], number: 1))
        _ = machine.delivered(1)
        _ = machine.offer(2, at: time(60))
        #expect(machine.next(at: time(60)) == nil)
        _ = machine.offer(3, at: time(61))
        #expect(machine.next(at: time(61)) == .deliver([2, 3], number: 2))
    }

    @Test func dropsTheNewest() {
        var machine = machine()
        for number in 1...4 { _ = machine.offer(number, at: time(0)) }
        #expect(machine.offer(5, at: time(0)) == .dropped)
        #expect(machine.counts.droppedByOverflow == 1 && machine.counts.emitted == 5)
        #expect(drain(&machine) == [1, 2, 3, 4])
    }

    @Test func dropsTheOldestThatIsNotBeingDelivered() {
        var machine = machine { $0.overflow = .dropOldest }
        for number in 1...4 { _ = machine.offer(number, at: time(0)) }
        #expect(machine.next(at: time(0)) == .deliver([1, 2], number: 1))
        #expect(machine.offer(5, at: time(0)) == .acceptedInsteadOfOldest)
        #expect(machine.counts.droppedByOverflow == 1 && machine.counts.queued == 4)
        _ = machine.delivered(1)
        #expect(drain(&machine) == [4, 5])
    }

    @Test func dropsTheNewestWhereAllIsBeingDelivered() {
        var machine = machine {
            $0.overflow = .dropOldest
            $0.capacity = 2
        }
        for number in 1...2 { _ = machine.offer(number, at: time(0)) }
        _ = machine.next(at: time(0))
        #expect(machine.offer(3, at: time(0)) == .dropped)
    }

    @Test func aWaitingEventIsCountedOnceItIsDecided() {
        var machine = machine { $0.overflow = .wait }
        for number in 1...4 { _ = machine.offer(number, at: time(0)) }
        #expect(machine.offer(5, at: time(0)) == .wait)
        #expect(machine.counts.emitted == 4)
        _ = machine.next(at: time(0))
        _ = machine.delivered(1)
        #expect(machine.offer(5, at: time(0)) == .accepted)
        machine.refuse()
        #expect(machine.counts.emitted == 6 && machine.counts.dropped == 1)
    }

    @Test func backsOffTwiceAsLongEachTimeAndGivesUp() {
        var machine = machine { $0.maximumAttempts = 5 }
        _ = machine.offer(1, at: time(0))
        var now = time(0)
        var delays: [Duration] = []
        for attempt in 1...4 {
            #expect(machine.next(at: now) == .deliver([1], number: attempt))
            guard case .retry(attempt, let delay) = machine.failed(attempt, at: now, random: 1) else {
                Issue.record("attempt \(attempt) was not retried")
                return
            }
            delays.append(delay)
            #expect(machine.nextDue == now.advanced(by: delay))
            #expect(machine.next(at: now.advanced(by: delay - .nanoseconds(1))) == nil)
            now = now.advanced(by: delay)
        }
        #expect(delays == [.milliseconds(100), .milliseconds(200), .milliseconds(300), .milliseconds(300)])
        #expect(machine.next(at: now) == .deliver([1], number: 5))
        #expect(machine.failed(5, at: now, random: 1) == .givenUp(events: 1))
        #expect(machine.counts.droppedAfterRetries == 1 && machine.counts.queued == 0)
        #expect(machine.counts.failedAttempts == 5)
    }

    @Test func jitterTakesOffUpToAHalf() {
        for (random, expected) in [(0.0, 50), (0.5, 75), (1.0, 100)] {
            var machine = machine()
            _ = machine.offer(1, at: time(0))
            _ = machine.next(at: time(0))
            #expect(
                machine.failed(1, at: time(0), random: random)
                    == .retry(attempt: 1, after: .milliseconds(expected))
            )
        }
    }

    @Test func cancelsADeliveryThatTakesTooLong() {
        var machine = machine()
        _ = machine.offer(1, at: time(0))
        _ = machine.next(at: time(0))
        #expect(machine.nextDue == time(10_000))
        #expect(machine.next(at: time(9_999)) == nil)
        #expect(machine.next(at: time(10_000)) == .cancelDelivery)
        #expect(machine.next(at: time(10_000)) == nil)
        #expect(machine.nextDue == nil)
        #expect(
            machine.failed(1, at: time(10_001), random: 1) == .retry(attempt: 1, after: .milliseconds(100))
        )
    }

    @Test func drainsWithoutDelay() {
        var machine = machine { $0.batchDelay = .seconds(1) }
        _ = machine.offer(1, at: time(0))
        machine.drain(until: time(5_000))
        #expect(machine.next(at: time(0)) == .deliver([1], number: 1))
        #expect(machine.next(at: time(0)) == nil)
        _ = machine.delivered(1)
        #expect(machine.next(at: time(0)) == .finish(undelivered: 0))
        #expect(machine.isFinished)
    }

    @Test func leavesAHungDeliveryBehindAtTheDeadline() {
        var machine = machine()
        for number in 1...3 { _ = machine.offer(number, at: time(0)) }
        _ = machine.next(at: time(0))
        machine.drain(until: time(5_000))
        #expect(machine.nextDue == time(5_000))
        #expect(machine.next(at: time(4_999)) == nil)
        #expect(machine.next(at: time(5_000)) == .cancelDelivery)
        #expect(machine.next(at: time(5_000)) == .finish(undelivered: 3))
        #expect(machine.next(at: time(5_000)) == nil)
        #expect(machine.counts.droppedAtShutdown == 3)
        #expect(machine.delivered(1) == false, "a delivery after the deadline no longer counts")
        #expect(machine.failed(1, at: time(6_000), random: 1) == .ignored)
        #expect(machine.offer(4, at: time(6_000)) == .dropped)
        #expect(machine.counts.emitted == 4 && machine.counts.dropped == 4)
    }

    @Test func anEarlierDrainDeadlineStays() {
        var machine = machine()
        _ = machine.offer(1, at: time(0))
        _ = machine.next(at: time(0))
        machine.drain(until: time(100))
        machine.drain(until: time(200))
        #expect(machine.nextDue == time(100))
        machine.drain(until: time(50))
        #expect(machine.nextDue == time(50))
    }

    /// After random operations in random order, the counts add up, the queue is within its capacity, and the delivered
    /// events are a subsequence of the received ones.
    @Test(arguments: BufferConfiguration.Overflow.allCases)
    func randomHistoriesAddUp(overflow: BufferConfiguration.Overflow) {
        for seed in 0..<300 as Range<UInt64> {
            var random = SplitMix(state: seed)
            var machine = machine {
                $0.overflow = overflow
                $0.capacity = Int.random(in: 1...6, using: &random)
                $0.batchSize = Int.random(in: 1...4, using: &random)
                $0.maximumAttempts = Int.random(in: 1...3, using: &random)
                $0.batchDelay = .milliseconds(Int.random(in: 0...20, using: &random))
            }
            var now = time(0)
            var next = 0
            var underWay: (batch: [Int], number: Int)?
            var delivered: [Int] = []
            for _ in 0..<200 {
                switch Int.random(in: 0..<20, using: &random) {
                case 0..<9:
                    if machine.offer(next, at: now) == .wait { machine.refuse() }
                    next += 1
                case 9..<13:
                    if let (batch, number) = underWay, machine.delivered(number) { delivered += batch }
                    underWay = nil
                case 13..<15:
                    if let number = underWay?.number { _ = machine.failed(number, at: now, random: 0.5) }
                    underWay = nil
                case 15: machine.drain(until: now.advanced(by: .milliseconds(500)))
                default: now = now.advanced(by: .milliseconds(Int.random(in: 0...60, using: &random)))
                }
                while let action = machine.next(at: now) {
                    if case .deliver(let batch, let number) = action {
                        #expect(underWay == nil, "two deliveries run at once, seed \(seed)")
                        underWay = (batch, number)
                    }
                    if case .finish = action { underWay = nil }
                }
                let counts = machine.counts
                #expect(counts.emitted == counts.delivered + counts.dropped + counts.queued, "seed \(seed)")
                #expect(counts.emitted == next, "seed \(seed)")
                #expect(counts.queued <= machine.configuration.capacity, "seed \(seed)")
                #expect(counts.delivered == delivered.count, "seed \(seed)")
                if let due = machine.nextDue {
                    #expect(due > now, "the timer would fire for ever, seed \(seed)")
                }
            }
            #expect(
                delivered == delivered.sorted() && Set(delivered).count == delivered.count,
                "seed \(seed)"
            )
        }
    }

    private func drain(_ machine: inout Machine) -> [Int] {
        var result: [Int] = []
        while case .deliver(let batch, let number) = machine.next(at: time(0)) {
            result += batch
            _ = machine.delivered(number)
        }
        return result
    }
}

extension BufferStateMachine.Action: Equatable where Element: Equatable {
    static func == (lhs: Self, rhs: Self) -> Bool {
        switch (lhs, rhs) {
        case (.deliver(let left, let leftNumber), .deliver(let right, let rightNumber)):
            left == right && leftNumber == rightNumber
        case (.cancelDelivery, .cancelDelivery): true
        case (.finish(let left), .finish(let right)): left == right
        default: false
        }
    }
}

/// Sebastiano Vigna's SplitMix64, which gives the same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
