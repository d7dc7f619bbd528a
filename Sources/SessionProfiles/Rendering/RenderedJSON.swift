import Foundation
import Sessions

/// The JSON that explanations, differences, diagnostics and the schema are rendered as.
enum RenderedJSON: Sendable, Hashable, Encodable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([RenderedJSON])
    case object([String: RenderedJSON])

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let object): try object.encode(to: encoder)
        case .array(let array): try array.encode(to: encoder)
        case .null: try single(encoder) { try $0.encodeNil() }
        case .boolean(let value): try single(encoder) { try $0.encode(value) }
        case .integer(let value): try single(encoder) { try $0.encode(value) }
        case .number(let value): try single(encoder) { try $0.encode(value) }
        case .string(let value): try single(encoder) { try $0.encode(value) }
        }
    }

    private func single(
        _ encoder: any Encoder,
        _ encode: (inout any SingleValueEncodingContainer) throws -> Void
    ) throws {
        var container = encoder.singleValueContainer()
        try encode(&container)
    }

    /// The JSON on one line, with sorted keys.
    var text: String { text([.sortedKeys, .withoutEscapingSlashes]) }

    /// The JSON on several lines, with sorted keys.
    var prettyText: String { text([.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]) }

    private func text(_ formatting: JSONEncoder.OutputFormatting) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        // Encoding fails only for numbers such as infinity, which no setting has.
        guard let data = try? encoder.encode(self) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension RenderedJSON {
    /// Creates JSON from the value of a setting; a duration becomes a string such as `1h 30m`.
    init(_ value: Setting.Value) {
        switch value {
        case .duration, .string: self = .string(value.text)
        case .integer(let number): self = .integer(number)
        case .number(let number): self = .number(number)
        case .boolean(let value): self = .boolean(value)
        }
    }
}
