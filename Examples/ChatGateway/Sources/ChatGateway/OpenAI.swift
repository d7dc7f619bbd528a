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

enum JSON {
    static let decoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }()

    /// Returns the JSON of an object.
    static func text(_ object: [String: Any]) throws -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        return String(
            decoding: try JSONSerialization.data(withJSONObject: object, options: options),
            as: UTF8.self
        )
    }

    /// Returns a response with the JSON of an object.
    static func response(_ object: [String: Any], status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: .init(string: try text(object)))
        )
    }
}
