#if HTTP
    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif
    import Hummingbird
    import NIOCore
    import SessionMiddleware

    /// Reads and writes the JSON of requests and responses. Errors become problems that explain them.
    enum JSONCoding {
        /// The maximum depth of a body: the object around a value is a level too.
        private static let maximumBodyDepth = HTTPLimits.maximumValueDepth + 1

        /// The maximum depth of a value that the server's own program stored: the limit of Foundation's decoder.
        private static let maximumOwnDepth = 512

        /// Parses a text from a client.
        static func value(of text: ByteBuffer) throws(ProblemDetails) -> RawJSON {
            try JSONParser.parse(text.readableBytesView, maximumDepth: maximumBodyDepth)
        }

        /// Decodes a session's value from the JSON of a client.
        static func decode<Value: Decodable>(
            _ type: Value.Type,
            from value: RawJSON
        ) throws(ProblemDetails) -> Value {
            if type is JSONSessionValue.Type, let same = JSONSessionValue(value) as? Value { return same }
            do {
                return try JSONDecoder().decode(type, from: Data(value.text))
            } catch let error as DecodingError {
                throw .unfitValue(Self.place(of: error))
            } catch {
                throw .unfitValue("")
            }
        }

        /// Returns the JSON of a session's value.
        static func value(of value: some Encodable) throws -> RawJSON {
            try JSONParser.parse(try encode(value), maximumDepth: maximumOwnDepth)
        }

        /// Returns compact JSON with members in alphabetical order.
        static func encode(_ value: some Encodable) throws -> Data {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(value)
        }

        /// Returns a response with this status and body.
        static func response(_ status: HTTPResponse.Status, _ body: some Encodable) throws -> Response {
            Response(
                status: status,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encode(body)))
            )
        }

        /// Describes why a value doesn't decode, by the keys of the type. Unknown names come from the client and are
        /// not repeated.
        private static func place(of error: DecodingError) -> String {
            switch error {
            case .keyNotFound(let key, _): "the member `\(key.stringValue)` is missing"
            case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
                "\(path(context.codingPath)) must be a \(type)"
            case .dataCorrupted(let context): "\(path(context.codingPath)) is not valid"
            @unknown default: "it doesn't have the type that this server's sessions hold"
            }
        }

        private static func path(_ keys: [any CodingKey]) -> String {
            let names = keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }
            return "value" + names.joined().prefix(characters: 100, bytes: 200).printable
        }
    }

    extension Duration {
        /// The duration in seconds, rounded to milliseconds, for JSON and metrics.
        var inSeconds: Double { (self / .milliseconds(1)).rounded() / 1_000 }
    }
#endif
