import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Sessions

typealias Context = BasicRequestContext

func routes(_ gateway: Gateway) -> Router<Context> {
    let router = Router(context: Context.self)
    router.add(middleware: ErrorsAsJSON(logger: gateway.logger))

    router.get("health") { _, _ in
        let metrics = gateway.manager.metrics()
        return try JSON.response([
            "status": "ok",
            "sessions": [
                "active": metrics.activeSessions, "created": metrics.totalCreated,
                "restored": metrics.totalRestored, "ended": metrics.totalCleaned,
            ],
            "upstream": await gateway.upstream.status,
        ])
    }

    router.get("v1/models") { request, _ in
        let models = try await gateway.upstream.models(for: try caller(request))
        let list = models.map {
            ["id": $0, "object": "model", "created": 0, "owned_by": "gateway"] as [String: Any]
        }
        return try JSON.response(["object": "list", "data": list])
    }

    router.post("v1/chat/completions") { request, _ -> Response in
        var request = request
        let caller = try caller(request)
        let chat = try ChatRequest(try await request.collectBody(upTo: 4 << 20))
        let name =
            try chat.metadata?.conversationId.map(checked) ?? request.headers[.conversationID].map(checked)
        let turn = Turn(caller: caller, name: name, model: chat.model, messages: chat.messages)
        let pieces = gateway.answer(turn)
        // The first piece comes as soon as the upstream has accepted the turn. An error before it has its own status.
        guard let first = try await pieces.first(where: { _ in true }) else { throw CancellationError() }
        let answer = Answer(pieces: pieces, model: chat.model, logger: gateway.logger)
        var response =
            chat.stream == true ? answer.stream(for: request) : try await answer.response(for: request)
        response.headers[.conversationID] = first.conversation
        // To notice that a client leaves, the server reads on in its connection, so no other request can follow.
        response.headers[.connection] = "close"
        return response
    }

    // Ends a conversation of the caller, or all of them. Answers that still stream stop at once.
    router.delete("v1/conversations/:id") { request, context in
        let name = try checked(try context.parameters.require("id"))
        guard try gateway.end(name, of: try caller(request)) > 0 else {
            throw GatewayError(.notFound, "invalid_request_error", nil, "there is no conversation \(name)")
        }
        return try JSON.response(["id": name, "object": "conversation.deleted", "deleted": true])
    }
    router.delete("v1/conversations") { request, _ in
        try JSON.response(["deleted": try gateway.end(nil, of: try caller(request))])
    }
    return router
}

/// An answer on its way to a client.
private struct Answer {
    let id: String = .random("chatcmpl-")
    let created = Int(Date().timeIntervalSince1970)
    let pieces: AsyncThrowingStream<Piece, any Error>
    let model: String
    let logger: Logger

    /// Returns the JSON of a completion, or of a chunk of one.
    private func json(_ object: String, _ choice: [String: Any]) -> [String: Any] {
        let choices = [choice.merging(["index": 0]) { $1 }]
        return ["id": id, "object": object, "created": created, "model": model, "choices": choices]
    }

    /// Waits for the whole answer. The turn is cancelled if the client leaves.
    func response(for request: Request) async throws -> Response {
        let text = try await request.body.consumeWithCancellationOnInboundClose { _ in
            var text = ""
            for try await piece in pieces { text += piece.text }
            try Task.checkCancellation()
            return text
        }
        let message = ["role": "assistant", "content": text]
        return try JSON.response(json("chat.completion", ["message": message, "finish_reason": "stop"]))
    }

    /// Streams the answer as server-sent events. The turn is cancelled if the client leaves.
    func stream(for request: Request) -> Response {
        let body = ResponseBody { writer in
            do {
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await chunk(["role": "assistant", "content": ""], to: &writer)
                    for try await piece in pieces {
                        try await chunk(["content": piece.text], to: &writer)
                    }
                    try Task.checkCancellation()
                }
                try await chunk([:], finish: "stop", to: &writer)
                try await writer.write(ByteBuffer(string: "data: [DONE]\n\n"))
            } catch {
                let error = GatewayError(error)
                logger.info("[GATEWAY] An answer stopped: \(error.message)")
                try await writer.write(ByteBuffer(string: "data: \(try JSON.text(error.json))\n\n"))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: body
        )
    }

    private func chunk(
        _ delta: [String: String],
        finish: String? = nil,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        let choice: [String: Any] = ["delta": delta, "finish_reason": finish ?? NSNull() as Any]
        let text = try JSON.text(json("chat.completion.chunk", choice))
        try await writer.write(ByteBuffer(string: "data: \(text)\n\n"))
    }
}

/// Answers errors in the form of OpenAI's API.
private struct ErrorsAsJSON: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let error = GatewayError(error)
            logger.info(
                "[GATEWAY] \(request.method) \(request.uri.path) is answered \(error.status.code): \(error.message)"
            )
            return try error.response
        }
    }
}

extension HTTPField.Name {
    fileprivate static let conversationID = HTTPField.Name("X-Conversation-Id")!
}

private func caller(_ request: Request) throws -> Caller {
    guard let header = request.headers[.authorization], header.hasPrefix("Bearer "), header.count > 7 else {
        throw GatewayError.noKey
    }
    return Caller(key: String(header.dropFirst(7)))
}

/// Returns the name of a conversation if it is one: it becomes a part of an id and a header.
private func checked(_ name: String) throws -> String {
    guard (1...128).contains(name.utf8.count), name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw GatewayError.invalid(
            "name a conversation with 1 to 128 printable ASCII characters",
            param: "conversation_id"
        )
    }
    return name
}
