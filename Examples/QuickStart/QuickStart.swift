// Sessions in your own program: create one, refresh it, let it expire, and shut down.
// The timeouts are short so that you can watch. Leave them out for the defaults of 30 and 10 minutes.
import Foundation
import SessionObservers
import Sessions

/// Passes on the ids of expired sessions. An observer names the events that it is interested in.
struct ExpiryObserver: SessionObserver {
    let expired: AsyncStream<String>.Continuation

    var interests: Set<SessionEventKind> { [.expired] }

    func sessionDid(_ event: SessionEvent<Conversation>) {
        if let id = event.id { expired.yield(id) }
    }
}

@main
enum QuickStart {
    static func main() async {
        do {
            try await run()
        } catch {
            // Without this, an error thrown from main ends in a crash report.
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(78)
        }
    }

    static func run() async throws {
        let (expired, continuation) = AsyncStream.makeStream(of: String.self)
        let manager = try SessionManager<Conversation>(
            idleTimeout: .seconds(1),
            cleanupInterval: .milliseconds(500),
            observers: [LoggingObserver(), ExpiryObserver(expired: continuation)]
        )
        // Cleans up twice a second. In a server, SessionHost does this.
        let cleaning = Task { try await manager.run() }

        try manager.create("conv-123", chatID: "chat-456")

        // Each of these calls is an access: it restarts the idle timeout.
        if let session = manager.session("conv-123") {
            print("conv-123 is chat \(session.value.chatID)")
        }
        manager.updateParentID("conv-123", "message-1")

        // These calls don't restart it.
        if let info = manager.info("conv-123") {
            print(
                "conv-123 was created at \(info.createdAt), answers \(info.value.parentID ?? "nothing yet")"
            )
        }
        print("active sessions: \(manager.count)")

        // The session isn't used any more, so it expires and the next cleanup ends it.
        for await id in expired {
            print("\(id) is gone: \(manager.session(id) == nil)")
            break
        }

        let metrics = manager.metrics()
        print(
            "created \(metrics.totalCreated), cleaned \(metrics.totalCleaned), active \(metrics.activeSessions)"
        )

        manager.shutdown()
        try await cleaning.value
    }
}
