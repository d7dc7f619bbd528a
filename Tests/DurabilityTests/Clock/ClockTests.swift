#if SQLite
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// Restarts with a different wall-clock time: no session outlives its idle timeout, and none lives
    /// forever.
    @Suite("The wall clock at a restart") struct ClockTests {
        private static let idle = Duration.minutes(30)
        private static let lifetime = Duration.hours(8)
        private static let start = WallTime(nanosecondsSinceEpoch: 1_790_000_000_000_000_000)

        struct Step: Sendable, CustomTestStringConvertible {
            let name: String
            /// The error of the wall clock after the restart.
            let error: Duration
            /// The real length of the downtime.
            let away: Duration

            var testDescription: String { name }
        }

        private static let steps = [
            Step(name: "right", error: .zero, away: .minutes(10)),
            Step(name: "right, after a long time", error: .zero, away: .hours(2)),
            Step(name: "an hour ahead", error: .hours(1), away: .minutes(1)),
            Step(name: "an hour back", error: .hours(-1), away: .minutes(1)),
            Step(name: "ten years ahead", error: .hours(24 * 3_652), away: .minutes(1)),
            Step(name: "ten years back", error: .hours(-24 * 3_652), away: .minutes(1)),
            Step(name: "at the epoch", error: .nanoseconds(-start.nanosecondsSinceEpoch), away: .zero),
            Step(name: "at the end of time", error: .nanoseconds(Int64.max), away: .zero),
        ]

        /// How long before the end the sessions of a run were accessed last.
        private static let idleFor: [Duration] = [.zero, .minutes(1), .minutes(15), .minutes(29)]

        @Test(arguments: steps, [true, false])
        private func restart(_ step: Step, isClean: Bool) async throws {
            let directory = try TemporaryDirectory()
            let path = directory.path("s.db")
            let before = ManualClock(wallTime: Self.start)
            let policy = SessionPolicy(idleTimeout: Self.idle, lifetime: Self.lifetime)
            let first = try await Follower(path: path, policy: policy, clock: before)
            for (number, idle) in Self.idleFor.enumerated().reversed() {
                try first.manager.create("session-\(number)", Follower.Value(turn: number))
                let next = number > 0 ? Self.idleFor[number - 1] : .zero
                before.advance(by: idle - next)
            }
            if isClean {
                await first.stop()
            } else {
                try await first.persistence.flush()
                await first.store.close()
            }
            // The machine was restarted too, so its clock begins elsewhere.
            let wall = Self.start.advanced(by: .minutes(29) + step.away).advanced(by: step.error)
            let after = ManualClock(now: SessionInstant(nanoseconds: 7), wallTime: wall)
            let second = try await Follower(path: path, policy: policy, clock: after)
            defer { second.manager.shutdown() }
            #expect(second.restoration.living + second.restoration.expired == Self.idleFor.count)
            for (number, idle) in Self.idleFor.enumerated() {
                // The idle time at the last commit counts even if the clock was set back.
                let shown = max(idle, idle + step.away + step.error)
                let session = second.manager.peek("session-\(number)")
                #expect((session != nil) == (shown <= Self.idle), "session \(number), idle for \(shown)")
                guard let session else { continue }
                // The time left by the wall clock, and never more than the idle timeout.
                let left = after.now.duration(to: try #require(session.deadline))
                #expect(left <= Self.idle - shown, "session \(number) has \(left) left")
                #expect(left >= Self.idle - shown - .seconds(1), "session \(number) has \(left) left")
            }
            // Sessions that are accessed live on, but not beyond their lifetime; the others end.
            after.advance(by: .minutes(16))
            let isThere = second.manager.touch("session-0")
            after.advance(by: .minutes(15))
            #expect((second.manager.peek("session-0") != nil) == isThere)
            for number in 1..<Self.idleFor.count {
                #expect(
                    second.manager.peek("session-\(number)") == nil,
                    "session \(number) outlived its idle timeout"
                )
            }
            for _ in 0..<40 {
                after.advance(by: .minutes(15))
                _ = second.manager.touch("session-0")
            }
            #expect(second.manager.peek("session-0") == nil, "session 0 outlived its lifetime")
            second.manager.cleanup()
            await second.stop()
            #expect(try await storedTurns(path).isEmpty)
        }

        @Test(
            "Several restarts, each with the clock set back, still end the session"
        )
        func againAndAgain() async throws {
            let directory = try TemporaryDirectory()
            let policy = SessionPolicy(idleTimeout: Self.idle)
            var lived = Duration.zero
            for restart in 0..<10 {
                let wall = Self.start.advanced(by: .hours(-restart))
                let clock = ManualClock(wallTime: wall)
                let follower = try await Follower(
                    path: directory.path("s.db"),
                    policy: policy,
                    clock: clock
                )
                if restart == 0 { try follower.manager.create("session-0", Follower.Value(turn: 0)) }
                guard follower.manager.peek("session-0") != nil else { break }
                clock.advance(by: .minutes(10))
                lived += .minutes(10)
                await follower.stop()
            }
            #expect(lived <= Self.idle + .minutes(10), "never accessed, and there for \(lived)")
        }
    }
#endif
