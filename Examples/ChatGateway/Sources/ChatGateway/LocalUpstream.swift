import Foundation

/// An upstream in this process, with answers that depend only on the conversation.
///
/// It keeps each chat as messages that know their parent, in a file, so that chats survive a restart. It accepts a turn
/// only after the last message of its chat: a turn with any other parent is rejected and counted.
actor LocalUpstream: Upstream {
    /// A turn: what was asked, and the answer that has this id.
    private struct Turn: Codable {
        let chat: String
        let id: String
        let parent: String?
        let number: Int
        /// The first message of the chat.
        let opening: String
    }

    private var turns: [String: Turn] = [:]
    /// The last turn of each chat.
    private var last: [String: Turn] = [:]
    private var counts = ["accepted": 0, "rejected": 0]
    private let file: FileHandle
    private let wordDelay: Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    init(
        file path: String,
        wordDelay: Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws {
        if !FileManager.default.fileExists(atPath: path) {
            try Data().write(to: URL(fileURLWithPath: path))
        }
        file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        self.wordDelay = wordDelay
        self.sleep = sleep
        for line in try file.readToEnd()?.split(separator: UInt8(ascii: "\n")) ?? [] {
            // A crash can leave a part of a line.
            guard let turn = try? JSONDecoder().decode(Turn.self, from: line) else { continue }
            turns[turn.id] = turn
            last[turn.chat] = turn
        }
    }

    var status: [String: Int] { counts }

    func models(for caller: Caller) -> [String] { ["local"] }

    func answer(
        _ messages: [Message],
        chat: String,
        parent: String?,
        model: String,
        caller: Caller,
        write: @Sendable (String) -> Void
    ) async throws -> Reply {
        if let reason = rejection(of: parent, in: chat) { throw ChatLost(reason: reason) }
        write("")
        let before = parent.flatMap { turns[$0] }
        let number = (before?.number ?? 0) + 1
        let opening = before?.opening ?? messages.first { $0.role == "user" }?.content ?? ""
        let text = Self.answer(to: messages.last?.content ?? "", number, opening)
        for (place, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            try await sleep(wordDelay)
            write(place == 0 ? String(word) : " \(word)")
        }
        // Another turn may have been added meanwhile.
        if let reason = rejection(of: parent, in: chat) {
            throw GatewayError(.conflict, "upstream_error", "turns_interleaved", reason)
        }
        let turn = Turn(chat: chat, id: "\(chat)-\(number)", parent: parent, number: number, opening: opening)
        try file.write(contentsOf: [UInt8(ascii: "\n")] + JSONEncoder().encode(turn))
        turns[turn.id] = turn
        last[chat] = turn
        counts["accepted", default: 0] += 1
        return Reply(id: turn.id, text: text)
    }

    /// Returns why a message can't follow the parent, or `nil` if the parent is the last message of the chat.
    private func rejection(of parent: String?, in chat: String) -> String? {
        guard last[chat]?.id != parent else { return nil }
        counts["rejected", default: 0] += 1
        let isKnown = parent.map { turns[$0]?.chat == chat } ?? true
        return isKnown ? "the chat has newer messages" : "it doesn't know message \(parent ?? "")"
    }

    /// Counts, if it is asked to "count to 12"; otherwise it says what it was told.
    private static func answer(to message: String, _ number: Int, _ opening: String) -> String {
        if let word = message.split(separator: "count to ").last, message.hasPrefix("count to "),
            let end = Int(word), (1...10_000).contains(end)
        {
            return (1...end).map(String.init).joined(separator: " ")
        }
        return "You said: \(message) This is turn \(number) of the chat that began with: \(opening)"
    }
}
