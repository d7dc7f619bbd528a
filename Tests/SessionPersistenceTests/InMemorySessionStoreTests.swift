import SessionPersistence
import SessionTesting
import Testing

@Suite(.timeLimit(.minutes(30))) struct InMemorySessionStoreTests {
    @Test func itConforms() async throws {
        try await StoreConformance { InMemorySessionStore() }.run()
    }
}
