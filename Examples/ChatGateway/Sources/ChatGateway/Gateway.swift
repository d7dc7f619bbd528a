import Logging
import SessionHost
import Sessions

/// What a caller asks for: the next turn of a conversation.
struct Turn: Sendable {
    let caller: Caller
    /// The caller's name for the conversation; `nil` if only its history tells which one it is.
    let name: String?
    let model: String
    let messages: [Message]
}

/// A piece of an answer, and the name of its conversation. The first piece has no text: it says that the upstream has
/// accepted the turn.
struct Piece: Sendable {
    let conversation: String
    let text: String
}

/// Keeps a session for each conversation, with the chat and the message at which the upstream continues it.
///
/// A session's id is the conversation's name and its owner. The digest of the history so far is a key of the session.
struct Gateway: Sendable {
    let host: SessionHost<Conversation>
    let upstream: any Upstream
    /// How long a turn waits for earlier turns of its conversation.
    let turnWait: Duration
    let logger: Logger

    var manager: SessionManager<Conversation> { host.manager }

    /// Returns the answer to a turn, as it comes. The turn is cancelled if the stream is dropped before its end.
    func answer(_ turn: Turn) -> AsyncThrowingStream<Piece, any Error> {
        let (stream, source) = AsyncThrowingStream.makeStream(of: Piece.self)
        let work = Task {
            do {
                try await run(turn) { source.yield($0) }
                source.finish()
            } catch {
                source.finish(throwing: error)
            }
        }
        source.onTermination = { _ in work.cancel() }
        return stream
    }

    /// Ends a conversation of the caller, or all of them if there is no name, and returns how many were alive.
    ///
    /// Their answers that still stream stop at once.
    func end(_ name: String?, of caller: Caller) throws -> Int {
        guard let name else { return try manager.delete(in: .owner(caller.owner)) }
        guard manager.peek(id(name, caller), owner: caller.owner) != nil else { return 0 }
        return try manager.delete(id(name, caller)) ? 1 : 0
    }

    // MARK: A turn

    /// Holds the conversation's session alone until the turn is answered.
    ///
    /// The lease keeps the session alive however long the answer takes. Other turns of the conversation wait meanwhile,
    /// and the end of the session cancels the turn.
    private func run(_ turn: Turn, _ write: @escaping @Sendable (Piece) -> Void) async throws {
        let past = History(of: turn.caller, turn.past)
        while true {
            let name = turn.name ?? find(past, turn.caller) ?? .random("conv_")
            let id = id(name, turn.caller)
            let formerEnd = manager.endOf(id)
            let chat = Conversation(chatID: .random("chat_"))
            let (_, isNew) = try manager.findOrCreate(
                id,
                attributes: SessionAttributes(owner: turn.caller.owner, keys: [chat.key])
            ) { chat }
            defer {
                // Without an answer and a name of the caller's, nothing leads to the session any more.
                if isNew, turn.name == nil, manager.peek(id)?.value.parentID == nil {
                    _ = try? manager.delete(id)
                }
            }
            let isAnswered = try await manager.withSession(
                id,
                exclusive: .wait(upTo: turnWait),
                onEnd: .cancel
            ) {
                try await take(turn, after: past, in: $0, named: name, formerEnd, write)
            }
            if isAnswered { return }
        }
    }

    /// Takes a turn in a session that this call holds. Returns false if an earlier turn has taken the session to another
    /// history, so that this one must look for its conversation again.
    private func take(
        _ turn: Turn,
        after past: History,
        in session: Session<Conversation>,
        named name: String,
        _ formerEnd: SessionEnd?,
        _ write: @escaping @Sendable (Piece) -> Void
    ) async throws -> Bool {
        let write: @Sendable (String) -> Void = { write(Piece(conversation: name, text: $0)) }
        guard let step = step(turn, after: past, in: session, formerEnd) else { return false }
        do {
            try await send(step, of: turn, in: session, write)
        } catch let lost as ChatLost {
            let step = restart(turn, in: session, "the upstream has lost its chat: \(lost.reason)")
            try await send(step, of: turn, in: session, write)
        }
        return true
    }

    /// What to send upstream for a turn.
    private struct Step {
        /// The chat, and the message that `messages` follow.
        let chat: Conversation
        let messages: ArraySlice<Message>
        /// The history before `messages`.
        var history: History
    }

    /// Returns what to send for a turn, or `nil` if the session has another history and the caller gave no name.
    private func step(
        _ turn: Turn,
        after past: History,
        in session: Session<Conversation>,
        _ formerEnd: SessionEnd?
    ) -> Step? {
        let isNew = session.value.parentID == nil
        if isNew, let formerEnd {
            return restart(turn, in: session, "its session has ended: \(formerEnd.reason)")
        }
        if isNew, !turn.past.isEmpty { return restart(turn, in: session, "no session has this history") }
        let history = isNew ? past : History(keys: manager.info(session.id)?.attributes?.keys ?? [])
        // A client that names its conversation may leave out the past.
        if let history, history == past || turn.past.isEmpty && turn.name != nil {
            return Step(chat: session.value, messages: turn.new, history: history)
        }
        guard turn.name != nil else { return nil }
        return restart(turn, in: session, "its history is not the one that was stored")
    }

    /// Returns a step that sends everything to a new chat, and logs why.
    private func restart(_ turn: Turn, in session: Session<Conversation>, _ reason: String) -> Step {
        let chat = Conversation(chatID: .random("chat_"))
        logger.notice(
            "[GATEWAY] \(session.id) starts \(chat.chatID) from \(turn.messages.count) messages, because \(reason)"
        )
        return Step(chat: chat, messages: turn.messages[...], history: History(of: turn.caller, []))
    }

    /// Sends the messages of a step upstream, writes the answer, and stores where the conversation continues.
    private func send(
        _ step: Step,
        of turn: Turn,
        in session: Session<Conversation>,
        _ write: @Sendable (String) -> Void
    ) async throws {
        let reply = try await upstream.answer(
            Array(step.messages),
            chat: step.chat.chatID,
            parent: step.chat.parentID,
            model: turn.model,
            caller: turn.caller,
            write: write
        )
        var history = step.history
        history.add(step.messages)
        history.add([Message(role: "assistant", content: reply.text)])
        let chat = Conversation(chatID: step.chat.chatID, parentID: reply.id)
        // If the session was deleted and created again meanwhile, it has another chat and stays as it is. The key comes
        // first: after a crash between the two changes, the upstream rejects the old parent, and nothing is sent twice.
        try manager.updateAttributes(session.id) { attributes in
            guard attributes.keys.contains(session.value.key) else { return }
            attributes.keys = [chat.key, history.key]
        }
        let isStored = manager.update(session.id) { value in
            guard value == session.value else { return false }
            value = chat
            return true
        }
        guard isStored == true else { throw GatewayError.ended }
        // When the client has the whole answer, the conversation survives a crash.
        do {
            try await host.flush()
        } catch {
            logger.warning("[GATEWAY] \(session.id) is not stored yet: \(error)")
        }
    }

    // MARK: Names

    /// Returns the name of the caller's conversation that has this history, if there is one.
    private func find(_ history: History, _ caller: Caller) -> String? {
        let ids = manager.sessions(in: .key(history.key)).map(\.id).filter { $0 == id(name($0), caller) }
        // If several have the same history, any is right, and one without a turn in progress needs no wait.
        return (ids.first { manager.info($0)?.leases == 0 } ?? ids.first).map(name)
    }

    /// Returns the id of a session. It has the owner, so that callers can use the same names.
    private func id(_ name: String, _ caller: Caller) -> String { "\(name)/\(caller.owner)" }

    private func name(_ id: String) -> String { String(id.dropLast(Caller.ownerLength + 1)) }
}

extension Turn {
    /// The messages up to the last answer, which the upstream has if it has the conversation.
    var past: ArraySlice<Message> { messages[..<firstNew] }

    /// The messages after the last answer.
    var new: ArraySlice<Message> { messages[firstNew...] }

    private var firstNew: Int { messages.lastIndex { $0.role == "assistant" }.map { $0 + 1 } ?? 0 }
}

extension Conversation {
    /// The key of the session that has this chat.
    fileprivate var key: String { "chat:\(chatID)" }
}

extension String {
    /// Returns a new id, such as `chat_9f8a…`, which can't be guessed.
    static func random(_ prefix: String) -> String {
        var source = SystemRandomNumberGenerator()
        let digits =
            String(UInt64.random(in: .min ... .max, using: &source), radix: 36)
            + String(UInt64.random(in: .min ... .max, using: &source), radix: 36)
        return prefix + digits
    }
}
