/// Checks the size, the encoding and the characters of a text before libyaml parses it.
struct TextCheck {
    /// The tabs of the text. ``TabCheck`` decides after parsing which of them are allowed.
    private(set) var tabs: [Tab] = []

    struct Tab {
        var line: Int
        var column: Int
        var isIndentation: Bool
    }

    /// Reports the problems of the text, or returns `nil` if the text must not be parsed.
    init?(_ source: SourceText, _ diagnostics: Diagnostics) {
        guard source.bytes.count <= YAMLLimits.fileSize else {
            diagnostics.report(
                Diagnostic(
                    .fileTooLarge,
                    "the file has more than \(YAMLLimits.fileSize) bytes",
                    at: source.label(),
                    help: "check that this is the right file; a profile has at most a few hundred lines"
                )
            )
            return nil
        }
        var isParsable = true
        var line = 1
        var column = 1
        var isIndentation = true
        var index = 0
        let bytes = source.bytes
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\n"):
                (line, column, isIndentation) = (line + 1, 1, true)
                index += 1
                continue
            case UInt8(ascii: "\r"):
                if index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n") {
                    (line, column, isIndentation) = (line + 1, 1, true)
                }
                index += 1
                continue
            case UInt8(ascii: "\t"):
                tabs.append(Tab(line: line, column: column, isIndentation: isIndentation))
                index += 1
            case UInt8(ascii: " "):
                index += 1
            case 0x21...0x7E:
                isIndentation = false
                index += 1
            default:
                isIndentation = false
                var iterator = bytes[index...].makeIterator()
                var parser = Unicode.UTF8.ForwardParser()
                let range = SourceRange(line: line, column: column)
                switch parser.parseScalar(from: &iterator) {
                case .valid(let encoded):
                    index += encoded.count
                    let scalar = Unicode.UTF8.decode(encoded)
                    if let name = Self.refused(scalar) {
                        isParsable = false
                        diagnostics.report(
                            Diagnostic(
                                .forbiddenCharacter,
                                "\(name) is not allowed here",
                                at: source.label(range, "remove it"),
                                help: "in a quoted value, write it as an escape, such as \"\\u2028\""
                            )
                        )
                    }
                case .error, .emptyInput:
                    diagnostics.report(
                        Diagnostic(
                            .notUTF8,
                            "the file is not UTF-8: byte 0x" + String(byte, radix: 16, uppercase: true)
                                + " at offset \(index)",
                            at: source.label(range),
                            help: index == 0 && (byte == 0xFE || byte == 0xFF)
                                ? "this looks like UTF-16; save the file as UTF-8"
                                : "save the file as UTF-8"
                        )
                    )
                    return nil
                }
            }
            column += 1
        }
        if !isParsable { return nil }
    }

    /// Returns the name of a character that is only allowed as an escape, or `nil` for other characters.
    ///
    /// libyaml begins a new line at the line separators of YAML 1.1, but editors don't. Text that looks like a comment
    /// could set a value.
    private static func refused(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x85: "the line separator U+0085"
        case 0x2028, 0x2029: "the line separator U+" + String(scalar.value, radix: 16)
        case 0xFEFF: "a byte order mark inside the text"
        case 0...0x1F, 0x7F...0x9F, 0xFFFE...0xFFFF:
            "the control character U+" + hex(scalar.value)
        case 0x202A...0x202E, 0x2066...0x2069:
            "U+" + hex(scalar.value) + ", which reorders the text around it,"
        default: nil
        }
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
