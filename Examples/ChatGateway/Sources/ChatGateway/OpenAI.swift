// The JSON of OpenAI's chat completions, as far as the gateway uses it.
import Foundation
import Hummingbird

/// The body of `POST /v1/chat/completions`.
struct ChatRequest: Decodable {
    struct Metadata: Decodable {
        let conversationId: String?
    }

    struct Tool: Decodable {}

    let model: String
    let messages: [Message]
    let stream: Bool?
    let metadata: Metadata?
    let n: Int?
    let tools: [Tool]?

    init(_ body: ByteBuffer) throws {
        self = try JSON.decoder.decode(ChatRequest.self, from: Data(buffer: body))
        guard let last = messages.last, last.role != "assistant" else {
            throw GatewayError.invalid(
                "end the messages with one that is not the assistant's",
                param: "messages"
            )
        }
        // What the gateway can't do must not look done.
        guard n ?? 1 == 1 else { throw GatewayError.invalid("ask for one choice", param: "n") }
        guard (tools ?? []).isEmpty else {
            throw GatewayError.invalid("there are no tools here", param: "tools")
        }
    }
}

extension Message: Decodable {
    private enum Key: CodingKey {
        case role, content
    }

    private struct Part: Decodable {
        let text: String
    }

    /// Decodes a message whose content is a text or a list of parts with a text.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        role = try container.decode(String.self, forKey: .role)
        if let text = try? container.decode(String.self, forKey: .content) {
            content = text
        } else {
            content = try container.decode([Part].self, forKey: .content).map(\.text).joined()
        }
    }
}

/// A completion, or a chunk of one that streams.
struct Completion: Encodable {
    struct Choice: Encodable {
        var message: Message?
        var delta: Delta?
        var finishReason: String?

        private enum Key: CodingKey {
            case index, message, delta, finishReason
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(0, forKey: .index)
            try container.encodeIfPresent(message, forKey: .message)
            try container.encodeIfPresent(delta, forKey: .delta)
            try container.encode(finishReason, forKey: .finishReason)  // null in all chunks but the last
        }
    }

    struct Delta: Encodable {
        var role: String?
        var content: String?
    }

    let id: String
    let object: String
    let created: Int
    let model: String
    let choices: [Choice]
}

/// The body of `GET /v1/models`.
struct ModelList: Codable {
    struct Model: Codable {
        let id: String
        var object: String? = "model"
        var created: Int? = 0
        var ownedBy: String? = "gateway"
    }

    var object: String? = "list"
    let data: [Model]
}

enum JSON {
    static let decoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }()

    static let encoder = {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// Returns the text of a value.
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
