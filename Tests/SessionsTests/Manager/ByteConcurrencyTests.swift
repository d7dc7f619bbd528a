import Testing

@testable import Sessions

@Suite("Limits on bytes and concurrency")
struct ByteConcurrencyTests {
    private static let limit = 2_000

    /// The sum of all sizes at one instant, with all shards locked, and the count.
    private func sum(_ manager: SessionManager<Int>) -> (sizes: Int, count: Int) {
        let locked = LockedShards(manager.shards.map { _ in true }, in: manager.directory)
        let sizes = manager.shards.reduce(0) { $0 + $1.head.index.pointee.sumOfSizes }
        let count = manager.directory.environment.bytes.all.count
        locked.unlock()
        return (sizes, count)
    }

    @Test(
        "The values never have a byte more than the limit",
        arguments: SessionPolicy.Overflow.allCases
    )
    func limit(_ overflow: SessionPolicy.Overflow) throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(overflow: overflow, maximumBytes: Self.limit, maximumBytesPerSession: 100),
            observers: [Recorder()],
            clock: ManualClock()
        )
        let left = Locked(4)
        let most = Locked((sizes: 0, count: 0, above: 0))
        onThreads(5) { number in
            guard number < 4 else {
                while left.withLock({ $0 }) > 0 {
                    let sum = sum(manager)
                    most.withLock { most in
                        most.sizes = max(most.sizes, sum.sizes)
                        most.count = max(most.count, sum.count)
                        // With all locks held, nothing is reserved and not used.
                        if sum.sizes != sum.count { most.above += 1 }
                    }
                }
                return
            }
            var random = SeededGenerator(seed: UInt64(number))
            for step in 0..<3_000 {
                let id = "\(Int.random(in: 0..<120, using: &random))"
                let new = "\(Int.random(in: 0..<120, using: &random))"
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<2: _ = try? manager.create(id, step)
                case 2: _ = try? manager.create(id, step, attributes: SessionAttributes(owner: new))
                case 3: _ = try? manager.findOrCreate(id) { step }
                case 4..<6: manager.update(id) { $0 = step }
                case 6..<8: _ = try? manager.updateWithinLimits(id) { $0 = step }
                case 8: _ = try? manager.rotate(id, to: new)
                default: _ = try? manager.delete(id)
                }
            }
            left.withLock { $0 -= 1 }
        }
        let seen = most.withLock { $0 }
        #expect(seen.sizes <= Self.limit && seen.count <= Self.limit && seen.above == 0)
        // The threads have reached the limit.
        let metrics = manager.metrics()
        #expect(metrics.rejectedForValueSize > 0)
        #expect(metrics.rejectedForBytes > 0)
        if overflow == .evict { #expect(metrics.ended[.evicted(.capacity), default: 0] > 0) }
        #expect(manager.brokenInvariant() == nil)
        try manager.deleteAll()
        #expect(manager.metrics().valueBytes == 0)
    }

    @Test("If creates run at the same time, exactly as many succeed as fit")
    func exact() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumBytes: 1_000),
            clock: ManualClock()
        )
        let succeeded = Locked(0)
        onThreads(4) { number in
            // A value of 25 has 100 bytes.
            for step in 0..<50 where (try? manager.create("\(number)-\(step)", 25)) != nil {
                succeeded.withLock { $0 += 1 }
            }
        }
        #expect(succeeded.withLock { $0 } == 10 && manager.count == 10)
        #expect(manager.metrics().valueBytes == 1_000)
    }

    @Test("The limits can be turned on and off while sessions begin, change, rotate and end")
    func policies() throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(), clock: ManualClock())
        onThreads(4) { number in
            var random = SeededGenerator(seed: UInt64(number))
            if number == 3 {
                for step in 0..<150 {
                    var policy = SessionPolicy()
                    if step % 2 == 0 { policy.maximumBytes = 100_000 }
                    _ = try? manager.apply(policy)
                }
                return
            }
            for step in 0..<6_000 {
                let id = "\(Int.random(in: 0..<60, using: &random))"
                let new = "\(Int.random(in: 0..<60, using: &random))"
                switch Int.random(in: 0..<8, using: &random) {
                case 0: _ = try? manager.create(id, step)
                case 1: _ = try? manager.create(id, step, attributes: SessionAttributes(owner: new))
                case 2: _ = try? manager.findOrCreate(id) { step }
                case 3: manager.update(id) { $0 = step }
                case 4: _ = try? manager.updateWithinLimits(id) { $0 = step }
                case 5..<7: _ = try? manager.rotate(id, to: new)
                default: _ = try? manager.delete(id)
                }
            }
        }
        #expect(manager.brokenInvariant() == nil)
        try manager.apply(SessionPolicy(maximumBytes: 100_000))
        #expect(manager.brokenInvariant() == nil)
        #expect(try manager.deleteAll() > 0)
        #expect(manager.metrics().valueBytes == 0)
    }
}
