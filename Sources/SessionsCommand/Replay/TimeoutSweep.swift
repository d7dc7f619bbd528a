import Sessions

/// Computes the figures of idle timeouts from the gaps between accesses, without a manager.
///
/// This is exact if ``isExact(for:under:)`` returns true. A session is alive while it has been idle for at most the
/// timeout. Only the idle timeout, a delete, or a create with its id ends it. So the gap to the latest access of the id
/// decides what an event does: up to the timeout the session is alive, and beyond it the session has expired. The event
/// or the cleanup that finds an expired session counts it, once. So cleanups only decide how long a dead session is held.
/// They run at the first timestamp + k · interval, before the events of that time. A cleanup ends a session at the first
/// of these times after its deadline, unless an event of its id comes first. All sessions have one timeout, so their
/// deadlines are in the order of the accesses, and one index over the accesses finds the sessions that are due.
struct TimeoutSweep {
    private let trace: Trace
    private let gaps: AccessGaps
    private let start: Int64
    /// The time for which all sessions are held if none expires, in milliseconds.
    private let totalTime: Int128

    /// Prepares the sweep of a trace.
    init(_ trace: Trace, gaps: AccessGaps) {
        self.trace = trace
        self.gaps = gaps
        start = trace.start ?? 0
        totalTime = gaps.totalTime
    }

    /// Returns whether the gaps alone decide the figures of a trace under a policy.
    ///
    /// They don't with a lifetime, which ends sessions that are in use, and they don't if the trace names owners,
    /// because an access with another owner is refused. Limits on the number of sessions are checked with the result,
    /// see ``figures(under:)``.
    static func isExact(for trace: Trace, under policy: SessionPolicy) -> Bool {
        policy.lifetime == nil && trace.eventOwners.isEmpty
            && policy.cleanupInterval == .milliseconds(policy.cleanupInterval.clampedMilliseconds)
    }

    /// Returns the figures under a policy, or `nil` if a replay is needed for them: the gaps don't decide them, or
    /// the number of sessions reaches the policy's limit.
    ///
    /// This takes about 30 nanoseconds an event, a twentieth of a replay.
    func figures(under policy: SessionPolicy) -> ReplayFigures? {
        guard Self.isExact(for: trace, under: policy) else { return nil }
        let figures = figures(
            timeout: policy.idleTimeout.clampedMilliseconds,
            interval: max(1, policy.cleanupInterval.clampedMilliseconds)
        )
        return figures.peakHeld < policy.maximumSessions ? figures : nil
    }

    /// Returns the figures of the ideal case, in which each session ends right after its last access and never earlier.
    ///
    /// It loses no return, and no timeout that loses none holds fewer sessions.
    func bound() -> ReplayFigures {
        var figures = emptyFigures
        var live = 0
        var due = 0
        var heldTime: Int128 = 0
        gaps.forEachEvent { index, effect, time, _ in
            while due < index, gaps.times[due] < time {
                if gaps.effects[due].isAccess, gaps.nextTimes[due] == AccessGaps.never {
                    live -= 1
                    figures.expired += 1
                }
                due += 1
            }
            switch effect {
            case .first, .touchAfterDelete, .createAfterDelete:
                live += 1
                figures.created += 1
            case .create: figures.created += 1
            case .delete: live -= 1
            case .touch, .nothing: break
            }
            figures.peakHeld = max(figures.peakHeld, live)
            if gaps.isLastOfInstant(index) { figures.peakAlive = max(figures.peakAlive, live) }
            if effect.isAccess, gaps.nextTimes[index] != AccessGaps.never {
                heldTime += Int128(gaps.nextTimes[index] - time)
            }
        }
        figures.expired += live
        figures.heldTime = Self.duration(heldTime)
        return figures
    }

    private var emptyFigures: ReplayFigures {
        var figures = ReplayFigures()
        figures.events = trace.events.count
        figures.returns = gaps.returns
        figures.span = .milliseconds((trace.end ?? 0) - start)
        return figures
    }

    private static func duration(_ milliseconds: Int128) -> Duration {
        .seconds(Int64(milliseconds / 1_000)) + .milliseconds(Int64(milliseconds % 1_000))
    }
}

extension TimeoutSweep {
    /// All times are in milliseconds.
    private func figures(timeout: Int64, interval: Int64) -> ReplayFigures {
        let (effects, times, nextTimes, end) = (gaps.effects, gaps.times, gaps.nextTimes, trace.end ?? 0)
        var figures = emptyFigures
        var (alive, held) = (0, 0)
        // The first access whose deadline has not passed, and the first whose deadline no cleanup has passed.
        var (dueAlive, dueHeld) = (0, 0)
        var (cleanup, nextCleanup) = (start, start + interval)
        var heldTime = totalTime
        for (index, time) in times.enumerated() {
            let effect = effects[index]
            while times[dueAlive] + timeout < time {
                if gaps.isLeftIdle(dueAlive, for: timeout) { alive -= 1 }
                dueAlive += 1
            }
            if time >= nextCleanup {
                cleanup = time - (time - start) % interval
                nextCleanup = cleanup + interval
                while times[dueHeld] + timeout < cleanup {
                    // An event of the id before the cleanup has ended the session already.
                    if gaps.isLeftIdle(dueHeld, for: timeout), nextTimes[dueHeld] >= cleanup { held -= 1 }
                    dueHeld += 1
                }
            }
            let gap = gaps.gaps[index]
            if effect != .touch || gap > timeout {
                let isDead = gap > timeout
                let wasRemoved = isDead && time - gap + timeout < cleanup
                switch effect {
                case .first, .createAfterDelete, .touchAfterDelete:
                    figures.created += 1
                    if effect == .touchAfterDelete, isDead { figures.deadReturns += 1 }
                    alive += 1
                    held += 1
                case .touch where isDead, .create where isDead:
                    figures.created += 1
                    figures.expired += 1
                    if effect == .touch { figures.deadReturns += 1 }
                    alive += 1
                    if wasRemoved { held += 1 }
                case .create:
                    figures.created += 1
                case .delete where isDead:
                    figures.expired += 1
                    if !wasRemoved { held -= 1 }
                case .delete:
                    alive -= 1
                    held -= 1
                case .touch, .nothing:
                    break
                }
                figures.peakHeld = max(figures.peakHeld, held)
            }
            if alive > figures.peakAlive, gaps.isLastOfInstant(index) { figures.peakAlive = alive }
            guard gaps.isLeftIdle(index, for: timeout) else { continue }
            let until = min(nextTimes[index], end)
            if nextTimes[index] == AccessGaps.never {
                if end - time > timeout { figures.expired += 1 } else { figures.activeAtEnd += 1 }
            }
            let removal = start + ((time + timeout - start) / interval + 1) * interval
            if removal < until { heldTime -= Int128(until - removal) }
        }
        figures.heldTime = Self.duration(heldTime)
        return figures
    }
}

extension AccessGaps {
    /// Calls `body` with the index, the effect, the time and the gap of each event, in order.
    fileprivate func forEachEvent(_ body: (Int, Effect, Int64, Int64) -> Void) {
        for index in effects.indices { body(index, effects[index], times[index], gaps[index]) }
    }

    /// Returns whether an event is an access after which its session stays idle for longer than `timeout`.
    fileprivate func isLeftIdle(_ index: Int, for timeout: Int64) -> Bool {
        effects[index].isAccess && nextTimes[index] - times[index] > timeout
    }

    /// Returns whether the next event has a later time.
    fileprivate func isLastOfInstant(_ index: Int) -> Bool {
        index + 1 == times.count || times[index + 1] > times[index]
    }
}
