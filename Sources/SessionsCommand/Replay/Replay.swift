import Sessions

/// Replays a trace through a real session manager in virtual time.
///
/// Events are applied in order of time. A touch of an id without a living session creates one. Cleanups run
/// at the first timestamp plus multiples of the cleanup interval, before the events of that instant, and once
/// more at the last timestamp, after the last event.
struct Replay {
    /// The number of parts into which the time of the trace is divided for ``ReplayResult/activeSamples``.
    static let samples = 60

    private let trace: Trace
    private let clock: ManualClock
    private let recorder = LifecycleRecorder()
    private let manager: SessionManager<Conversation>
    private let interval: Int64
    private let start: Int64
    private let end: Int64
    private var nextCleanup: SessionInstant
    private var result: ReplayResult
    private var lastHeld = 0
    private var lastSample: SessionInstant
    private var usedIdentifiers: [Bool]
    private var heldAtLastWeighing = 0

    /// Replays `trace` under `policy`.
    ///
    /// - Parameter progress: Called with the number of replayed events, every few thousand events.
    /// - Throws: `SessionError` if the policy is invalid.
    static func run(
        _ trace: Trace,
        under policy: SessionPolicy,
        named profile: String,
        progress: (Int) -> Void = { _ in }
    ) throws -> ReplayResult {
        var replay = try Replay(trace, policy, profile)
        try replay.play(progress)
        return replay.result
    }

    private init(_ trace: Trace, _ policy: SessionPolicy, _ profile: String) throws {
        self.trace = trace
        start = trace.start ?? 0
        end = trace.end ?? 0
        let first = Self.instant(start)
        clock = ManualClock(now: first)
        var applied = policy
        // A trace doesn't say how large the values were.
        applied.maximumBytes = nil
        applied.maximumBytesPerSession = nil
        manager = try SessionManager(policy: applied, observers: [recorder], clock: clock)
        interval = max(1, policy.cleanupInterval.clampedNanoseconds)
        nextCleanup = first.advanced(by: policy.cleanupInterval)
        lastSample = first
        usedIdentifiers = Array(repeating: false, count: trace.identifiers.count)
        result = ReplayResult(profile: profile, policy: policy)
        result.figures.span = .milliseconds(end - start)
    }

    private mutating func play(_ progress: (Int) -> Void) throws {
        for (index, event) in trace.events.enumerated() {
            let now = Self.instant(event.timestamp)
            cleanUp(until: now)
            clock.advance(to: now)
            countReturn(event)
            try apply(event, owner: trace.owner(ofEvent: index))
            result.figures.events += 1
            let held = manager.count
            result.figures.peakHeld = max(result.figures.peakHeld, held)
            if held > heldAtLastWeighing + heldAtLastWeighing / 64 { weigh(held) }
            sample(held, at: now)
            if result.figures.events.isMultiple(of: 4_096) { progress(result.figures.events) }
        }
        timeCleanup()
        sample(manager.count, at: clock.now)
        result.figures.created = recorder.created
        result.figures.expired = recorder.expired
        result.figures.evicted = recorder.evicted
        result.figures.activeAtEnd = manager.count
        weigh(manager.count)
        finish()
    }

    private mutating func apply(_ event: TraceEvent, owner: String?) throws {
        let id = trace.identifiers[Int(event.identifier)]
        do throws(SessionError) {
            switch event.operation {
            case .touch:
                let returns = recorder.returns
                try touch(id, owner)
                if recorder.returns > returns { countDeadReturn(event.identifier) }
            case .create:
                if let owner {
                    _ = try manager.create(id, Self.value, attributes: SessionAttributes(owner: owner))
                } else {
                    _ = try manager.create(id, Self.value)
                }
            case .delete:
                _ = try manager.delete(id)
            }
        } catch {
            guard Self.refusals.contains(error.code) else { throw error }
            result.figures.refused += 1
            if event.operation == .touch, recorder.hasExpired(id) {
                countDeadReturn(event.identifier)
                result.figures.refusedDeadReturns += 1
            }
        }
    }

    private mutating func countReturn(_ event: TraceEvent) {
        let id = Int(event.identifier)
        switch event.operation {
        case .touch:
            if usedIdentifiers[id] { result.figures.returns += 1 }
            usedIdentifiers[id] = true
        case .create: usedIdentifiers[id] = true
        case .delete: break
        }
    }

    private mutating func countDeadReturn(_ identifier: Int32) {
        result.figures.deadReturns += 1
        result.deadReturnsByIdentifier[identifier, default: 0] += 1
    }

    /// The errors of events that a policy refuses. A session of another owner is not accessed, as if it didn't exist.
    private static let refusals: Set<SessionError.Code> = [
        .capacityReached, .identifierInUse, .ownerLimitReached, .createRateExceeded,
    ]

    private func touch(_ id: String, _ owner: String?) throws(SessionError) {
        guard let owner else {
            _ = try manager.findOrCreate(id) { Self.value }
            return
        }
        // A session without an owner gets it, as when its user signs in.
        if let info = manager.info(id), info.attributes?.owner == nil {
            try manager.updateAttributes(id) { $0.owner = owner }
        }
        _ = try manager.findOrCreate(id, attributes: SessionAttributes(owner: owner)) { Self.value }
    }

    /// Lets all living sessions expire, so that each has an event with its deadline.
    private mutating func finish() {
        clock.advance(by: result.policy.idleTimeout + .milliseconds(1))
        _ = manager.cleanup()
        result.figures.peakAlive = recorder.peakAlive()
        (result.figures.owners, result.figures.peakOfOwner) = recorder.owners()
        manager.shutdown()
    }

    private static let value = Conversation(chatID: "replay", parentID: nil)

    private static func instant(_ milliseconds: Int64) -> SessionInstant {
        SessionInstant(nanoseconds: milliseconds * 1_000_000)
    }
}

extension Replay {
    /// Runs the cleanups that are due up to `now`.
    ///
    /// While the manager holds no session, cleanups are counted but not run, because a trace may have gaps of
    /// years.
    private mutating func cleanUp(until now: SessionInstant) {
        while nextCleanup <= now {
            guard manager.count > 0 else {
                let missed = (now.nanoseconds - nextCleanup.nanoseconds) / interval + 1
                result.cleanups += Int(missed)
                nextCleanup.nanoseconds += missed * interval
                return
            }
            clock.advance(to: nextCleanup)
            timeCleanup()
            sample(manager.count, at: nextCleanup)
            nextCleanup.nanoseconds += interval
        }
    }

    private mutating func timeCleanup() {
        result.cleanups += 1
        guard manager.count > 0 else { return }
        weigh(manager.count)
        let took = ContinuousClock().measure { _ = manager.cleanup() }
        result.timedCleanups += 1
        result.cleanupTime += took
        result.longestCleanup = max(result.longestCleanup, took)
    }

    /// Records the memory that the manager uses. Called whenever it holds a 64th more sessions, and before
    /// each cleanup.
    private mutating func weigh(_ held: Int) {
        heldAtLastWeighing = held
        result.peakMemory = max(result.peakMemory, manager.storageBytes)
    }

    /// Records the number of sessions held from `now` on, for the part of the time that `now` is in.
    private mutating func sample(_ held: Int, at now: SessionInstant) {
        result.figures.heldTime += .nanoseconds(now.nanoseconds - lastSample.nanoseconds) * lastHeld
        lastSample = now
        let elapsed = now.nanoseconds / 1_000_000 - start
        let part = end == start ? 0 : Int(Double(elapsed) / Double(end - start) * Double(Self.samples))
        let index = min(Self.samples - 1, part)
        while result.activeSamples.count <= index {
            // A part without events has the value at the end of the part before.
            result.activeSamples.append(result.activeSamples.count == index ? held : lastHeld)
        }
        result.activeSamples[index] = max(result.activeSamples[index], held)
        lastHeld = held
    }
}
