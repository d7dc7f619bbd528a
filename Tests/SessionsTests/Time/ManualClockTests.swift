import Testing

@testable import Sessions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite(.timeLimit(.minutes(30))) struct ManualClockTests {
    @Test("The clock advances to the end of its range while a manager cleans up")
    func advancesToTheEnd() async {
        await #expect(processExitsWith: .success) {
            alarm(120)  // ends the process after an endless loop
            let end = SessionInstant(nanoseconds: .max)
            let clock = ManualClock(now: end.advanced(by: .hours(-1)))
            let cleanups = Locked(0)
            let observer = ClosureObserver(interests: [.cleanup]) { _ in cleanups.withLock { $0 += 1 } }
            let manager = SessionManager<Int>(observers: [observer], clock: clock)
            try manager.create("a", 1)
            let running = Task { try await manager.run() }
            await clock.timersRunning(1)
            clock.advance(by: .hours(2))
            #expect(clock.now == end)
            // A cleanup ran every ten minutes but not at the end of the range, which stands for never.
            #expect(cleanups.withLock { $0 } == 5)
            #expect(manager.count == 0)
            clock.advance(to: end)
            #expect(cleanups.withLock { $0 } == 5)
            running.cancel()
            _ = await running.result
        }
    }

    @Test("A timer that is never due does not fire at the end of the range")
    func never() async {
        await #expect(processExitsWith: .success) {
            alarm(120)  // ends the process after an endless loop
            let clock = ManualClock()
            let firings = Locked(0)
            let timer = SessionTimer(
                nextDue: { SessionInstant(nanoseconds: .max) },
                fire: { firings.withLock { $0 += 1 } }
            )
            let running = Task { try await clock.run(timer) }
            await clock.timersRunning(1)
            clock.advance(to: SessionInstant(nanoseconds: .max))
            #expect(firings.withLock { $0 } == 0)
            running.cancel()
            _ = await running.result
        }
    }
}
