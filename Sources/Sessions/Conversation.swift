/// A conversation with a language model: which chat of the service behind it it is, and the message that the
/// next one answers.
public struct Conversation: Sendable, Hashable, Codable {
    /// The chat at the service behind.
    public var chatID: String
    /// The message that the next one answers; `nil` before the first.
    public var parentID: String?

    /// A conversation in this chat.
    public init(chatID: String, parentID: String? = nil) {
        self.chatID = chatID
        self.parentID = parentID
    }
}

extension SessionManager where Value == Conversation {
    /// Creates a session for a conversation in this chat.
    ///
    /// - Throws: What ``create(_:_:timeouts:)`` throws.
    @discardableResult
    public func create(
        _ id: String,
        chatID: String,
        parentID: String? = nil,
        timeouts: Timeouts? = nil
    ) throws(SessionError) -> Session<Conversation> {
        try create(id, Conversation(chatID: chatID, parentID: parentID), timeouts: timeouts)
    }

    /// Sets the message that the next one answers, which is an access; false if there is no session alive
    /// with this id, and after a shutdown.
    @discardableResult
    public func updateParentID(_ id: String, _ parentID: String?) -> Bool {
        update(id) { $0.parentID = parentID } != nil
    }
}
