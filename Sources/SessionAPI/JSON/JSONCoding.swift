#if HTTP
    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif
    import Hummingbird
    import NIOCore
    import SessionMiddleware

    /// JSON in and out of requests: what doesn't fit becomes a problem that says why.
    enum JSONCoding {
        /// How deep a body may be nested: the object around a value is a level too.
        private static let maximumBodyDepth = HTTPLimits.maximumValueDepth + 1

        /// How deep a value may be nested that a program put into a session; it is as deep as Foundation's
        /// decoder goes.
        private static let maximumOwnDepth = 512

        /// Reads a text that a client sent.
        static func value(of text: ByteBuffer) throws(ProblemDetails) -> RawJSON {
            try JSONParser.parse(text.readableBytesView, maximumDepth: maximumBodyDepth)
        }

        /// A value of a session from the JSON that a client sent.
        static func decode<Value: Decodable>(
            _ type: Value.Type,
            from value: RawJSON
        ) throws(ProblemDetails) -> Value {
            if type is JSONValue.Type, let same = JSONValue(value) as? Value { return same }
            do {
                return try JSONDecoder().decode(type, from: Data(value.text))
            } catch let error as DecodingError {
                throw .unfitValue(Self.place(of: error))
            } catch {
                throw .unfitValue("")
            }
        }

        /// The JSON of a session's value.
        static func value(of value: some Encodable) throws -> RawJSON {
            try JSONParser.parse(try encode(value), maximumDepth: maximumOwnDepth)
        }

        /// As few bytes as it takes, members in the order of their names.
        static func encode(_ value: some Encodable) throws -> Data {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(value)
        }

        /// A response of this status with this body.
        static func response(_ status: HTTPResponse.Status, _ body: some Encodable) throws -> Response {
            Response(
                status: status,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encode(body)))
            )
        }

        /// Where a value did not fit, in terms of the type's own keys; an unknown name is the client's and is
        /// not repeated.
        private static func place(of error: DecodingError) -> String {
            switch error {
            case .keyNotFound(let key, _): "the member `\(key.stringValue)` is missing"
            case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
                "\(path(context.codingPath)) must be a \(type)"
            case .dataCorrupted(let context): "\(path(context.codingPath)) is not valid"
            @unknown default: "it is not what this server's sessions hold"
            }
        }

        private static func path(_ keys: [any CodingKey]) -> String {
            let names = keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }
            return "value" + names.joined().prefix(characters: 100, bytes: 200).printable
        }
    }
#endif
