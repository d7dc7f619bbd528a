/// A conversation with a language model, as a chat gateway keeps it.
public struct Conversation: Sendable, Hashable, Codable {
    /// The id of the chat at the model's service.
    public var chatID: String
    /// The id of the message that the next message answers; `nil` before the first message.
    public var parentID: String?

    /// Creates a conversation in a chat.
    public init(chatID: String, parentID: String? = nil) {
        self.chatID = chatID
        self.parentID = parentID
    }
}

extension SessionManager where Value == Conversation {
    /// Creates a session for a conversation and returns it.
    ///
    /// - Throws: The errors of ``create(_:_:timeouts:)``.
    @discardableResult
    public func create(
        _ id: String,
        chatID: String,
        parentID: String? = nil,
        timeouts: Timeouts? = nil
    ) throws(SessionError) -> Session<Conversation> {
        try create(id, Conversation(chatID: chatID, parentID: parentID), timeouts: timeouts)
    }

    /// Sets the message that the next message answers, and returns whether it did.
    ///
    /// The call is an access. It returns false if no session with this id is alive, and after a shutdown.
    @discardableResult
    public func updateParentID(_ id: String, _ parentID: String?) -> Bool {
        update(id) { $0.parentID = parentID } != nil
    }
}
