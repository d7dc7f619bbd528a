// An observer for a remote server: it posts batches of events as JSON.
import Foundation
import SessionHost
import Sessions

/// Posts the events of conversations to a URL, as a JSON array.
///
/// It may fail and it may be slow, because its buffer retries and counts dropped events. A failed batch is sent again
/// unchanged, so the receiver can recognise duplicates by `sequence`.
struct WebhookObserver: SessionBatchObserver {
    /// Sends the body of a request to a URL, with the HTTP client of your choice.
    typealias Post = @Sendable (_ body: Data, _ url: URL, _ token: String?) async throws -> Void

    /// The JSON object for an event.
    struct Notice: Codable {
        let sequence: UInt64
        let kind: String
        let conversation: String
        let chat: String?
        let reason: String?
    }

    let url: URL
    let token: String?
    let post: Post

    var interests: Set<SessionEventKind> { [.created, .expired, .deleted] }

    func sessionsDid(_ events: [SessionEvent<Conversation>]) async throws {
        let notices: [Notice] = events.compactMap { event in
            guard let id = event.id else { return nil }
            return Notice(
                sequence: event.sequence,
                kind: "\(event.kind)",
                conversation: id,
                chat: event.value?.chatID,
                reason: event.reason.map { "\($0)" }
            )
        }
        try await post(try JSONEncoder().encode(notices), url, token)
    }
}

extension SessionPlugin where Value == Conversation {
    /// The plug-in, configured under `observers: webhook:` in a profile with `url` and `token`.
    static func webhook(post: @escaping WebhookObserver.Post) -> SessionPlugin {
        let address = SettingKey(
            "url",
            .string(maximumLength: 2_048),
            documentation: "Where events are posted: an http or https address."
        )
        let token = SettingKey(
            "token",
            .string(maximumLength: 256),
            isSecret: true,
            documentation: "A bearer token for the receiver."
        )
        return .batchObserver("webhook", settings: [address.setting, token.setting]) { context in
            guard let text = context.settings[address] else { throw context.missing(address) }
            guard let url = URL(string: text), ["http", "https"].contains(url.scheme) else {
                throw context.invalid(address, "`\(text)` is not an http or https address")
            }
            return WebhookObserver(url: url, token: context.settings[token], post: post)
        }
    }
}
