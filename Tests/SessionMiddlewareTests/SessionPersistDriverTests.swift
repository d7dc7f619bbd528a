#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import ServiceLifecycle
    import SessionMiddleware
    import SessionTesting
    import Sessions
    import Testing

    /// Covers the examples in Hummingbird's documentation of persistent data, and the tests of its own
    /// drivers.
    @Suite(.timeLimit(.minutes(30)))
    struct SessionPersistDriverTests {
        private struct User: Codable, Sendable, Equatable {
            var name: String
            var roles: [String]
        }

        private let clock = ManualClock()
        private let recorder = EventRecorder<PersistedValue>()
        private let persist: SessionPersistDriver

        init() {
            persist = SessionPersistDriver(observers: [recorder], clock: clock)
        }

        @Test func aValueThatIsTooLargeIsRefused() async throws {
            let persist = try SessionPersistDriver(
                policy: SessionPolicy(maximumBytes: 20, maximumBytesPerSession: 12),
                clock: clock
            )
            func code(_ key: String, _ value: String) async -> SessionError.Code? {
                do {
                    try await persist.set(key: key, value: value)
                    return nil
                } catch {
                    return (error as? SessionError)?.code
                }
            }
            // The JSON text has two bytes more.
            #expect(await code("a", "0123456789") == nil)
            #expect(await code("a", "01234567890") == .valueTooLarge)
            #expect(await code("b", "01234567890") == .valueTooLarge)
            #expect(await code("b", "012345") == nil)
            #expect(await code("b", "0123456") == .byteLimitReached)
            #expect(await code("c", "0") == .byteLimitReached)
            #expect(try await persist.get(key: "a", as: String.self) == "0123456789")
            #expect(try await persist.get(key: "b", as: String.self) == "012345")
            #expect(persist.manager.metrics().valueBytes == 20)
        }

        @Test func valuesOfAnyCodableType() async throws {
            let user = User(name: "Ada \"Countess\"", roles: ["admin"])
            try await persist.set(key: "text", value: "hello")
            try await persist.set(key: "number", value: 17)
            try await persist.set(key: "user", value: user)
            try await persist.set(key: "none", value: String?.none)
            #expect(try await persist.get(key: "text", as: String.self) == "hello")
            #expect(try await persist.get(key: "number", as: Int.self) == 17)
            #expect(try await persist.get(key: "user", as: User.self) == user)
            #expect(try await persist.get(key: "absent", as: String.self) == nil)
            await #expect(throws: PersistError.invalidConversion) {
                try await persist.get(key: "text", as: User.self)
            }
            await #expect(throws: PersistError.invalidConversion) {
                try await persist.getWithTTL(key: "text", as: Int.self)
            }
        }

        @Test func createRefusesALivingKey() async throws {
            try await persist.create(key: "key", value: "first", expires: .seconds(60))
            await #expect(throws: PersistError.duplicate) {
                try await persist.create(key: "key", value: "second", expires: .seconds(600))
            }
            #expect(try await persist.get(key: "key", as: String.self) == "first")
            clock.advance(by: .seconds(60))
            await #expect(throws: PersistError.duplicate) {
                try await persist.create(key: "key", value: "second")
            }
            clock.advance(by: .nanoseconds(1))
            try await persist.create(key: "key", value: "third")
            #expect(try await persist.get(key: "key", as: String.self) == "third")
            #expect(recorder.kinds(of: "key") == [.created, .expired, .created])
        }

        /// A refused create must not extend the life of a value that follows the policy.
        @Test func refusedCreateDoesNotRefresh() async throws {
            try await persist.create(key: "key", value: "first")
            clock.advance(by: .minutes(20))
            await #expect(throws: PersistError.duplicate) {
                try await persist.create(key: "key", value: "second")
            }
            clock.advance(by: .minutes(11))
            #expect(try await persist.get(key: "key", as: String.self) == nil)
        }

        @Test func expiresIsALifetime() async throws {
            try await persist.set(key: "short", value: 1, expires: .seconds(10))
            try await persist.set(key: "long", value: 2, expires: .hours(48))
            clock.advance(by: .seconds(10))
            #expect(try await persist.get(key: "short", as: Int.self) == 1)
            clock.advance(by: .nanoseconds(1))
            #expect(try await persist.get(key: "short", as: Int.self) == nil)
            clock.advance(by: .hours(47))
            #expect(try await persist.get(key: "long", as: Int.self) == 2)
            clock.advance(by: .hours(1))
            #expect(try await persist.get(key: "long", as: Int.self) == nil)
            #expect(persist.manager.cleanup() == 2)
            #expect(recorder.events.compactMap(\.reason) == [.expired(.lifetime), .expired(.lifetime)])
        }

        @Test func setWithoutExpiresKeepsTheExpiry() async throws {
            try await persist.set(key: "key", value: 1, expires: .minutes(90))
            for value in 2...4 {
                clock.advance(by: .minutes(20))
                try await persist.set(key: "key", value: value)
            }
            let kept = try #require(try await persist.getWithTTL(key: "key", as: Int.self))
            #expect(kept.object == 4)
            #expect(kept.ttl == .minutes(30))
            clock.advance(by: .minutes(30) + .nanoseconds(1))
            #expect(try await persist.get(key: "key", as: Int.self) == nil)
            try await persist.set(key: "key", value: 5)
            #expect(try await persist.getWithTTL(key: "key", as: Int.self)?.ttl == .minutes(30))
            #expect(
                recorder.kinds(of: "key") == [.created, .updated, .updated, .updated, .expired, .created]
            )
        }

        @Test func setWithExpiresRestartsTheLifetime() async throws {
            try await persist.set(key: "key", value: 1, expires: .seconds(10))
            clock.advance(by: .seconds(8))
            try await persist.set(key: "key", value: 2, expires: .seconds(10))
            clock.advance(by: .seconds(8))
            let kept = try #require(try await persist.getWithTTL(key: "key", as: Int.self))
            #expect(kept.object == 2)
            #expect(kept.ttl == .seconds(2))
        }

        @Test func getDoesNotSlide() async throws {
            try await persist.set(key: "key", value: 1)
            clock.advance(by: .minutes(20))
            #expect(try await persist.get(key: "key", as: Int.self) == 1)
            #expect(try await persist.getWithTTL(key: "key", as: Int.self)?.ttl == .minutes(10))
            clock.advance(by: .minutes(11))
            #expect(try await persist.get(key: "key", as: Int.self) == nil)
        }

        @Test func removeEndsIt() async throws {
            try await persist.set(key: "key", value: 1)
            try await persist.remove(key: "key")
            try await persist.remove(key: "key")
            #expect(try await persist.get(key: "key", as: Int.self) == nil)
            #expect(recorder.kinds(of: "key") == [.created, .deleted])
        }

        @Test func badKeysAndDurationsAreErrors() async throws {
            let error = await #expect(throws: SessionError.self) {
                try await persist.set(key: String(repeating: "k", count: 1_025), value: 1)
            }
            #expect(error?.code == .identifierTooLong)
            for expires in [Duration.zero, .seconds(-1), .hours(36_501 * 24)] {
                let error = await #expect(throws: SessionError.self) {
                    try await persist.set(key: "key", value: 1, expires: expires)
                }
                #expect(error?.code == .invalidPolicy)
            }
            #expect(try await persist.get(key: "key", as: Int.self) == nil)
        }

        /// A change of the profile applies to existing values, except those with their own expiry.
        @Test func policyOfTheManagerApplies() async throws {
            let manager = SessionManager<PersistedValue>(clock: clock)
            let persist = SessionPersistDriver(manager)
            try await persist.set(key: "policy", value: 1)
            try await persist.set(key: "own", value: 2, expires: .minutes(20))
            var policy = manager.policy
            policy.idleTimeout = .minutes(5)
            try manager.apply(policy)
            clock.advance(by: .minutes(6))
            #expect(try await persist.get(key: "policy", as: Int.self) == nil)
            #expect(try await persist.get(key: "own", as: Int.self) == 2)
        }

        @Test func concurrentCreatesHaveOneWinner() async throws {
            let winners = await withTaskGroup(of: Bool.self) { tasks in
                for number in 0..<50 {
                    tasks.addTask { [persist] in
                        (try? await persist.create(key: "key", value: number)) != nil
                    }
                }
                return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        }

        /// As a service of an application, the driver runs cleanups and stops with the application.
        @Test func serviceCleansUpAndStops() async throws {
            let router = Router()
            router.get("visits") { [persist] _, _ in
                let visits = (try await persist.get(key: "visits", as: Int.self) ?? 0) + 1
                try await persist.set(key: "visits", value: visits, expires: .seconds(60))
                return "\(visits)"
            }
            try await TestServer.run(router, services: [persist]) { [clock, persist] port in
                try await HTTPConnection.open(port) { connection in
                    _ = try await connection.request("GET", "/visits")
                    #expect(try await connection.request("GET", "/visits").body == "2")
                    await clock.timersRunning(1)
                    clock.advance(by: .minutes(10))
                    #expect(persist.manager.count == 0)
                    #expect(try await connection.request("GET", "/visits").body == "1")
                }
            }
            #expect(persist.manager.isShutDown)
        }

        @Test func managerThatWasPassedInKeepsRunning() async throws {
            let manager = SessionManager<PersistedValue>(clock: clock)
            try await TestServer.run(Router(), services: [SessionPersistDriver(manager)]) { _ in }
            #expect(!manager.isShutDown)
        }
    }
#endif
