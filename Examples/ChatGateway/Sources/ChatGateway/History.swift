import Crypto

/// A message of a conversation.
struct Message: Sendable {
    let role: String
    let content: String
}

/// A client of the gateway, known by its API key.
struct Caller: Sendable {
    /// The key, which is passed on to the upstream server.
    let key: String

    /// A digest of the key: the owner of the caller's sessions.
    let owner: String

    static let ownerLength = 32

    init(key: String) {
        self.key = key
        owner = String(sha256("owner\n\(key)").prefix(Self.ownerLength))
    }
}

/// A digest of a caller and of all messages so far, in their order.
///
/// Each message is added to the digest of those before it. So the digest of a conversation can be continued without its
/// messages, and two conversations with a common beginning have different digests as soon as they differ.
struct History: Equatable {
    private(set) var digest: String

    init(of caller: Caller, _ messages: some Sequence<Message>) {
        digest = sha256("history\n\(caller.owner)")
        add(messages)
    }

    /// The history that a session with these keys has, if it has one.
    init?(keys: [String]) {
        guard let key = keys.first(where: { $0.hasPrefix(Self.prefix) }) else { return nil }
        digest = String(key.dropFirst(Self.prefix.count))
    }

    mutating func add(_ messages: some Sequence<Message>) {
        for message in messages {
            // The length of the role tells where the content begins.
            digest = sha256("\(digest)\n\(message.role.utf8.count)\n\(message.role)\(message.content)")
        }
    }

    /// The key by which the session with this history is found.
    var key: String { Self.prefix + digest }

    private static let prefix = "history:"
}

private func sha256(_ text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
}
