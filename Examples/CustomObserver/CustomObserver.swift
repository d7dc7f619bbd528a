// Your own plug-in, turned on and configured by a profile:
//
//     swift run CustomObserver Examples/CustomObserver/webhook.yaml
//
// Try SESSION_OBSERVERS_WEBHOOK_ENABLED=false, or misspell a key in the file.
import Foundation
import ServiceLifecycle
import SessionHost
import SessionProfiles
import Sessions

/// A receiver that refuses the first request, like a server during a deployment, and prints the others.
actor Receiver {
    private var requests = 0

    struct Unavailable: Error, CustomStringConvertible {
        var description: String { "503 Service Unavailable" }
    }

    func take(_ body: Data, _ url: URL, _ token: String?) throws {
        requests += 1
        if requests == 1 { throw Unavailable() }
        for notice in try JSONDecoder().decode([WebhookObserver.Notice].self, from: body) {
            let reason = notice.reason.map { " (\($0))" } ?? ""
            print("POST \(url): \(notice.conversation) \(notice.kind)\(reason)")
        }
    }
}

/// Generates traffic in place of an HTTP server.
struct Traffic: Service {
    let manager: SessionManager<Conversation>

    func run() async throws {
        try manager.create("conv-1", chatID: "chat-1")
        try manager.create("conv-2", chatID: "chat-2")
        try manager.delete("conv-1")
    }
}

@main
enum CustomObserver {
    static func main() async {
        let receiver = Receiver()
        let path = CommandLine.arguments.dropFirst().first ?? "Examples/CustomObserver/webhook.yaml"
        var options = SessionHostOptions<Conversation>()
        options.plugins = [.webhook { try await receiver.take($0, $1, $2) }]
        do {
            let host = try await SessionHost(profile: .file(path), options: options)
            // List the host first: services stop in reverse order, so it stops last.
            let group = ServiceGroup(
                configuration: .init(
                    services: [
                        .init(service: host),
                        .init(
                            service: Traffic(manager: host.manager),
                            successTerminationBehavior: .gracefullyShutdownGroup
                        ),
                    ],
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: options.logger
                )
            )
            try await group.run()
            if let counts = host.bufferCounts["webhook"] {
                print("webhook: delivered \(counts.delivered), dropped \(counts.dropped)")
            }
        } catch {
            SessionHostError.exit(with: error)  // prints what is wrong; 78 if it is the configuration
        }
    }
}
