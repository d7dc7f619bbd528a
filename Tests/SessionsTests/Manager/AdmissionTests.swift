import Sessions
import Synchronization
import Testing

@Suite struct AdmissionTests {
    private struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// Refuses ids with a prefix and never calls the manager.
    private struct PrefixAdmission: SessionAdmission {
        let refused: String

        func sessionWillBeCreated(_ creation: SessionCreation<Int>) throws {
            if creation.id.hasPrefix(refused) { throw Refusal(description: "ids with \(refused) are taken") }
        }
    }

    /// Runs a closure for each check.
    private final class ActingAdmission: SessionAdmission {
        let act: @Sendable (SessionCreation<Int>) throws -> Void
        init(_ act: @escaping @Sendable (SessionCreation<Int>) throws -> Void) { self.act = act }
        func sessionWillBeCreated(_ creation: SessionCreation<Int>) throws { try act(creation) }
    }

    @Test func refusesACreateAndNothingElse() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            admission: PrefixAdmission(refused: "no")
        )
        try manager.create("yes", 1)
        let error = #expect(throws: SessionError.self) { try manager.create("no", 1) }
        #expect(error?.code == .notAdmitted)
        #expect(error?.description == "the session was not admitted: ids with no are taken")
        #expect(error?.underlyingError is Refusal)
        #expect(throws: SessionError.self) { try manager.findOrCreate("no") { 1 } }
        #expect(manager.count == 1)
        #expect(manager.metrics().rejectedByAdmission == 2)
        #expect(manager.metrics().rejectedForCapacity == 0)
    }

    @Test func aLivingSessionIsFoundWithoutAsking() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            admission: ActingAdmission {
                if $0.activeCount > 0 { throw Refusal(description: "one is enough") }
            }
        )
        try manager.create("a", 1)
        #expect(try manager.findOrCreate("a") { 2 }.isNew == false)
        #expect(manager.touch("a"))
        #expect(throws: SessionError.self) { try manager.create("a", 2) }
        #expect(manager.session("a")?.value == 1, "a refused session replaces nothing")
    }

    @Test func existenceIsCheckedAgainAfterwards() throws {
        let other = Other()
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            admission: ActingAdmission { creation in
                // Stands for another thread that creates the session first.
                if creation.value == 1 { _ = try other.manager?.create(creation.id, 2) }
            }
        )
        other.manager = manager
        let (session, created) = try manager.findOrCreate("a") { 1 }
        #expect(!created && session.value == 2)
    }

    @Test func receivesTheSessionToCreate() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            admission: ActingAdmission { creation in
                #expect(creation.id == "a" && creation.value == 7 && creation.activeCount == 0)
                #expect(creation.timeouts == Timeouts(idle: .seconds(5)))
                #expect(creation.context as? String == "request")
            },
            context: { "request" }
        )
        try manager.create("a", 7, timeouts: Timeouts(idle: .seconds(5)))
        #expect(manager.count == 1)
    }

    @Test func aChainAsksInOrderUntilOneRefuses() throws {
        let chain = AdmissionChain<Int>([
            PrefixAdmission(refused: "x"),
            ActingAdmission { _ in throw Refusal(description: "second") },
            ActingAdmission { _ in Issue.record("asked after a refusal") },
        ])
        let manager = try SessionManager<Int>(policy: SessionPolicy(), admission: chain)
        let error = #expect(throws: SessionError.self) { try manager.create("a", 1) }
        #expect(error?.description.hasSuffix("second") == true)
    }

    @Test func aShutDownManagerDoesNotAsk() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            admission: ActingAdmission { _ in Issue.record("asked after the shutdown") }
        )
        manager.shutdown()
        let error = #expect(throws: SessionError.self) { try manager.create("a", 1) }
        #expect(error?.code == .shutDown)
    }

    private final class Other: Sendable {
        private let state = Mutex<SessionManager<Int>?>(nil)
        var manager: SessionManager<Int>? {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }
}
