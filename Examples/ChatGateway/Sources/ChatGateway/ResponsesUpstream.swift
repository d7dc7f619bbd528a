import AsyncHTTPClient
import Foundation
import NIOCore

/// A server with OpenAI's Responses API, which continues a conversation from `previous_response_id`.
///
/// The caller's API key is passed on, and so are the server's errors.
struct ResponsesUpstream: Upstream {
    private let url: String
    private let client: HTTPClient

    init(url: String, timeout: Duration) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        let limit = TimeAmount(timeout)
        // The time that the server may be silent. An answer may take longer.
        client = HTTPClient(
            configuration: .init(
                redirectConfiguration: .disallow,
                timeout: .init(connect: limit, read: limit)
            )
        )
    }

    func shutDown() async throws { try await client.shutdown() }

    func answer(
        _ messages: [Message],
        chat: String,
        parent: String?,
        model: String,
        caller: Caller,
        write: @Sendable (String) -> Void
    ) async throws -> Reply {
        let body: [String: Any] = [
            "model": model, "input": messages.map { ["role": $0.role, "content": $0.content] },
            "previous_response_id": parent ?? NSNull() as Any, "stream": true, "store": true,
        ]
        return try await send("/responses", body, caller) { response in
            write("")
            var text = ""
            for try await line in response.body.splitUTF8Lines(maximumBufferSize: 1 << 20) {
                guard line.hasPrefix("data:") else { continue }
                let event = try JSON.decoder.decode(Event.self, from: Data(line.dropFirst(5).utf8))
                switch event.type {
                case "response.output_text.delta":
                    text += event.delta ?? ""
                    write(event.delta ?? "")
                case "response.completed", "response.incomplete":
                    guard let id = event.response?.id else { continue }
                    return Reply(id: id, text: text)
                case "response.failed", "error":
                    throw event.failure
                default:
                    continue
                }
            }
            throw GatewayError(.badGateway, "upstream_error", nil, "the upstream server's answer has no end")
        }
    }

    func models(for caller: Caller) async throws -> [String] {
        try await send("/models", nil, caller) { response in
            let body = try await response.body.collect(upTo: 1 << 20)
            return try JSON.decoder.decode(Models.self, from: Data(buffer: body)).data.map(\.id)
        }
    }

    // MARK: HTTP

    /// Sends a request, with a JSON body if there is one, and passes the response to `read` if it is good.
    private func send<R>(
        _ path: String,
        _ body: [String: Any]?,
        _ caller: Caller,
        _ read: (HTTPClientResponse) async throws -> R
    ) async throws -> R {
        var request = HTTPClientRequest(url: url + path)
        request.headers.add(name: "Authorization", value: "Bearer \(caller.key)")
        if let body {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: try JSON.text(body)))
        }
        do {
            let response = try await client.execute(request, deadline: .distantFuture)
            guard response.status == .ok else { throw try await failure(response) }
            return try await read(response)
        } catch  where !(error is GatewayError || error is ChatLost) {
            try Task.checkCancellation()
            let isLate =
                (error as? HTTPClientError).map { [.readTimeout, .connectTimeout].contains($0) } ?? false
            throw GatewayError(
                isLate ? .gatewayTimeout : .badGateway,
                "upstream_error",
                isLate ? "upstream_timeout" : "upstream_unreachable",
                "the upstream server doesn't answer: \(error)"
            )
        }
    }

    /// Returns the error of a response.
    private func failure(_ response: HTTPClientResponse) async throws -> any Error {
        let body = try await response.body.collect(upTo: 1 << 16)
        var error =
            (try? JSON.decoder.decode(GatewayError.Body.self, from: Data(buffer: body)))?.error
            ?? GatewayError(
                .badGateway,
                "upstream_error",
                nil,
                "the upstream server answers \(response.status)"
            )
        if error.code == "previous_response_not_found" || error.param == "previous_response_id" {
            return ChatLost(reason: error.message)
        }
        error.status = .init(code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase)
        error.retryAfter = response.headers.first(name: "Retry-After")
        return error
    }
}

extension ResponsesUpstream {
    private struct Models: Decodable {
        struct Model: Decodable {
            let id: String
        }

        let data: [Model]
    }

    /// An event of the stream.
    private struct Event: Decodable {
        struct Response: Decodable {
            let id: String?
            let error: GatewayError?
        }

        let type: String
        let delta: String?
        let response: Response?
        let message: String?
        let code: String?

        var failure: GatewayError {
            var error =
                response?.error
                ?? GatewayError(.badGateway, "upstream_error", code, message ?? "upstream failed")
            error.status = .badGateway
            return error
        }
    }
}
