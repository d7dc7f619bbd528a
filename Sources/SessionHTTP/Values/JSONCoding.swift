#if HTTP
    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif
    import Hummingbird
    import NIOCore

    /// JSON in and out of requests: what doesn't fit becomes a problem that says why.
    enum JSONCoding {
        /// How deep arrays and objects may be nested; deeper ones would cost stack.
        static let maximumDepth = 64

        /// Reads a text that a client sent.
        static func value(of text: ByteBuffer) throws(ProblemDetails) -> JSONValue {
            let shape = Shape(of: text.readableBytesView)
            guard shape.depth <= maximumDepth else { throw .tooDeep }
            guard !shape.hasTrailingComma else { throw .malformedJSON }
            do {
                return try JSONDecoder().decode(JSONValue.self, from: Data(text.readableBytesView))
            } catch {
                throw .malformedJSON
            }
        }

        /// A value of a session from the JSON that a client sent.
        static func decode<Value: Decodable>(
            _ type: Value.Type,
            from value: JSONValue
        ) throws(ProblemDetails) -> Value {
            if let same = value as? Value { return same }
            do {
                return try JSONDecoder().decode(type, from: encode(value))
            } catch let error as DecodingError {
                throw .unfitValue(Self.place(of: error))
            } catch {
                throw .unfitValue("")
            }
        }

        /// The JSON of a session's value.
        static func value(of value: some Encodable) throws -> JSONValue {
            if let same = value as? JSONValue { return same }
            return try JSONDecoder().decode(JSONValue.self, from: encode(value))
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

        /// What has to be known of a text before it is read.
        private struct Shape {
            /// How deep it nests.
            var depth = 0
            /// Whether a comma stands before a closing bracket, which Foundation's decoder takes.
            var hasTrailingComma = false

            /// Looks at brackets and commas outside of strings.
            init(of text: ByteBufferView) {
                var level = 0
                var isString = false
                var isEscaped = false
                var isAfterComma = false
                for byte in text {
                    if isEscaped {
                        isEscaped = false
                        continue
                    }
                    if isString {
                        if byte == UInt8(ascii: "\\") { isEscaped = true }
                        if byte == UInt8(ascii: "\"") { isString = false }
                        continue
                    }
                    switch byte {
                    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                        continue
                    case UInt8(ascii: "\""):
                        isString = true
                    case UInt8(ascii: "{"), UInt8(ascii: "["):
                        level += 1
                        depth = max(depth, level)
                    case UInt8(ascii: "}"), UInt8(ascii: "]"):
                        level -= 1
                        if isAfterComma { hasTrailingComma = true }
                    default:
                        break
                    }
                    isAfterComma = byte == UInt8(ascii: ",")
                }
            }
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
