import Foundation
import Hummingbird
import Sessions

/// An error in the form that OpenAI's clients expect. Errors of the upstream server are passed on.
struct GatewayError: Error, Decodable {
    /// The body of a response of the upstream server.
    struct Body: Decodable {
        let error: GatewayError
    }

    var message: String
    var type: String?
    var param: String?
    var code: String?
    /// The status of the response, if it has not begun yet.
    var status = HTTPResponse.Status.badRequest
    /// The value of the header `Retry-After`.
    var retryAfter: String?

    private enum CodingKeys: CodingKey {
        case message, type, param, code
    }

    init(
        _ status: HTTPResponse.Status,
        _ type: String,
        _ code: String?,
        _ message: String,
        param: String? = nil
    ) {
        self.status = status
        self.type = type
        self.code = code
        self.message = message
        self.param = param
    }

    /// The body of the response.
    var json: [String: Any] {
        let fields = ["message": message, "type": type, "param": param, "code": code]
        return ["error": fields.mapValues { $0 ?? NSNull() as Any }]
    }

    var response: Response {
        get throws {
            var response = try JSON.response(json, status: status)
            response.headers[.retryAfter] = retryAfter
            return response
        }
    }
}

extension GatewayError {
    static func invalid(_ message: String, param: String? = nil) -> GatewayError {
        GatewayError(.badRequest, "invalid_request_error", nil, message, param: param)
    }

    static let noKey = GatewayError(
        .unauthorized,
        "invalid_request_error",
        "invalid_api_key",
        "send an API key as Authorization: Bearer KEY"
    )

    static let ended = GatewayError(
        .gone,
        "conversation_error",
        "conversation_ended",
        "the conversation was ended; ask again to begin a new one"
    )

    /// Returns the error to answer with.
    init(_ error: any Error) {
        switch error {
        case let error as GatewayError:
            self = error
        case let error as SessionError:
            self.init(error)
        case let error as DecodingError:
            self = .invalid("the body is not a chat completion: \(error)")
        case is CancellationError:
            // The client has left, so this is not sent.
            self.init(.serviceUnavailable, "server_error", nil, "the client has left")
        case let error as ChatLost:
            self.init(.badGateway, "upstream_error", "chat_lost", error.reason)
        case let error as any HTTPResponseError:
            self.init(error.status, "invalid_request_error", nil, error.status.reasonPhrase)
        default:
            self.init(.internalServerError, "server_error", nil, "\(error)")
        }
    }

    private init(_ error: SessionError) {
        let (status, type): (HTTPResponse.Status, String) =
            switch error.code {
            case .sessionBusy: (.conflict, "conversation_error")
            case .ownerLimitReached, .createRateExceeded: (.tooManyRequests, "rate_limit_error")
            default: (.serviceUnavailable, "server_error")
            }
        if error.code == .sessionEnded || error.code == .notFound {
            self = .ended
        } else {
            let code = error.code == .sessionBusy ? "conversation_busy" : error.code.description
            self.init(status, type, code, error.description)
        }
        // In whole seconds, rounded up.
        retryAfter = error.retryAfter.map {
            "\($0.components.seconds + ($0.components.attoseconds > 0 ? 1 : 0))"
        }
    }
}
