/// Recognises plain scalars that YAML readers read as different types.
enum AmbiguousScalar {
    /// Returns the type that YAML 1.1 or 1.2 gives to a plain scalar, or `nil` if it is a string.
    static func meaning(of text: String) -> String? {
        switch text.lowercased() {
        case "y", "yes", "on", "true", "n", "no", "off", "false": return "a Boolean"
        case "", "~", "null": return "null"
        case ".inf", "-.inf", "+.inf", ".nan": return "a number"
        default: break
        }
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return nil }
        let isNumeric = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || "+-.".utf8.contains(first)
        guard isNumeric else { return nil }
        if text.wholeMatch(of: /[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)/) != nil {
            return "a number"
        }
        if text.wholeMatch(of: /[-+]?([0-9][0-9_]*)?\.?[0-9_]*([eE][-+]?[0-9]+)?/) != nil,
            text.contains(where: \.isNumber)
        {
            return "a number"
        }
        if text.wholeMatch(of: /[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?/) != nil {
            return "a sexagesimal number"
        }
        if text.prefixMatch(of: /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}($|[Tt \t])/) != nil { return "a date" }
        return nil
    }
}
