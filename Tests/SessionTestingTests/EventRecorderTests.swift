import SessionTesting
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct EventRecorderTests {
    @Test func keepsEventsInOrder() throws {
        let recorder = EventRecorder<Int>()
        let manager = SessionManager(observers: [recorder])
        try manager.create("a", 1)
        manager.touch("a")
        manager.update("a") { $0 += 1 }
        try manager.create("b", 2)
        try manager.delete("a")
        #expect(recorder.kinds(of: "a") == [.created, .accessed, .updated, .deleted])
        #expect(recorder.count(of: .created) == 2)
        recorder.clear()
        #expect(recorder.events.isEmpty)
    }

    @Test func keepsOnlyItsInterests() throws {
        let recorder = EventRecorder<Int>(interests: [.deleted])
        let manager = SessionManager(observers: [recorder])
        try manager.create("a", 1)
        try manager.delete("a")
        #expect(recorder.events.map(\.kind) == [.deleted])
    }

    @Test func countsOmittedEvents() throws {
        let recorder = EventRecorder<Int>(limit: 2)
        let manager = SessionManager(observers: [recorder])
        for number in 0..<5 { try manager.create("s\(number)", number) }
        #expect(recorder.events.count == 2 && recorder.omitted == 3)
    }

    @Test func waits() async throws {
        let recorder = EventRecorder<Int>()
        let manager = SessionManager(observers: [recorder])
        let creating = Task.detached { for number in 0..<10 { try manager.create("s\(number)", number) } }
        await recorder.wait(for: 10)
        await recorder.wait { events in events.contains { $0.id == "s9" } }
        #expect(recorder.count(of: .created) == 10)
        try await creating.value
    }

    @Test func aWaitEndsWithItsTask() async {
        let recorder = EventRecorder<Int>()
        let waiting = Task { await recorder.wait(for: 1) }
        waiting.cancel()
        await waiting.value
        #expect(recorder.events.isEmpty)
    }

    @Test func aConditionMayAskTheRecorder() async {
        await #expect(processExitsWith: .success) {
            let recorder = EventRecorder<Int>()
            let manager = SessionManager(observers: [recorder])
            let waiting = Task { await recorder.wait { _ in recorder.events.count == 2 } }
            try manager.create("a", 1)
            try manager.create("b", 2)
            await waiting.value
            await recorder.wait { events in events.count == recorder.count(of: .created) }
        }
    }

    @Test func aValueThatIsForgottenMayAskTheRecorder() async {
        await #expect(processExitsWith: .success) {
            final class Asking: Sendable {
                let recorder: EventRecorder<Asking>
                init(_ recorder: EventRecorder<Asking>) { self.recorder = recorder }
                deinit { _ = recorder.omitted }
            }
            let recorder = EventRecorder<Asking>()
            let manager = SessionManager(observers: [recorder])
            try manager.create("a", Asking(recorder))
            try manager.delete("a")
            recorder.clear()
            #expect(recorder.events.isEmpty)
        }
    }
}
