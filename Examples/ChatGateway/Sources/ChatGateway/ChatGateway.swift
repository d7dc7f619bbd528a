// A gateway with the API of OpenAI's chat completions, in front of an upstream that keeps the conversations:
//
//     make gateway
//
// The README explains it. To read the program, begin with Gateway.swift.
import Foundation
import Hummingbird
import Logging
import SessionHost
import SessionSQLite
import Sessions

@main
enum ChatGateway {
    static func main() async {
        do {
            try await serve()
        } catch {
            SessionHostError.exit(with: error)  // prints what is wrong; 78 if it is the configuration
        }
    }

    static func serve() async throws {
        var options = SessionHostOptions<Conversation>()
        options.stores = [.sqlite]
        options.settings = GatewaySettings.all
        let directory = CommandLine.arguments.dropFirst().first ?? "Examples/ChatGateway/profiles"
        // The profile in SESSION_PROFILE, or gateway.
        let host = try await SessionHost(profile: "gateway", directory: directory, options: options)
        let settings = host.profile.settings
        let logger = Logger(label: "gateway")
        let upstream: any Upstream =
            switch settings[GatewaySettings.upstream] {
            case "local":
                try LocalUpstream(
                    file: settings[GatewaySettings.localFile],
                    wordDelay: settings[GatewaySettings.wordDelay]
                )
            case let url:
                ResponsesUpstream(url: url, timeout: settings[GatewaySettings.upstreamTimeout])
            }
        let gateway = Gateway(
            host: host,
            upstream: upstream,
            turnWait: settings[GatewaySettings.turnWait],
            logger: logger
        )
        let application = Application(
            router: routes(gateway),
            configuration: .init(address: .hostname("127.0.0.1", port: settings[GatewaySettings.port])),
            services: [host],  // stops last
            onServerRunning: { channel in
                let url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/v1"
                print("Serving chat completions at \(url). Talk to it with OpenAI's client:")
                print("    pip install openai && python3 Examples/ChatGateway/chat.py \(url)")
                fflush(nil)
            },
            logger: logger
        )
        try await application.runService()
        try await upstream.shutDown()
    }
}
