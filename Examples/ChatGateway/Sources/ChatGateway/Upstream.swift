/// A service that keeps conversations and continues them from the id of a message.
protocol Upstream: Sendable {
    /// Answers messages that come after the message `parent` of a chat, and calls `write` with each piece of the answer.
    ///
    /// As soon as the service has accepted the messages, it writes an empty piece. If it throws or is cancelled, no
    /// message has been added to the chat.
    ///
    /// - Parameter parent: The message that the first one follows; `nil` in a new chat.
    /// - Throws: `ChatLost` before it has written anything, if the service can't continue from `parent`.
    func answer(
        _ messages: [Message],
        chat: String,
        parent: String?,
        model: String,
        caller: Caller,
        write: @Sendable (String) -> Void
    ) async throws -> Reply

    /// The ids of the models that the caller can use.
    func models(for caller: Caller) async throws -> [String]

    /// What `/health` tells about the upstream.
    var status: [String: Int] { get async }

    func shutDown() async throws
}

extension Upstream {
    var status: [String: Int] { get async { [:] } }
    func shutDown() async throws {}
}

/// A complete answer.
struct Reply: Sendable {
    /// The id of the answer's message, which is the parent of the next turn.
    let id: String
    let text: String
}

/// The upstream no longer has the chat, or has another message at its end.
struct ChatLost: Error {
    let reason: String
}
