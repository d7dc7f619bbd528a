extension DiagnosticCode {
    /// What a code means, at length, as `sessions explain` prints it.
    public struct Explanation: Sendable, Hashable {
        /// The problem in a few words.
        public let title: String
        /// Why it is one, and how to mend it; in paragraphs, examples indented.
        public let text: String
    }

    /// What the code means.
    public var explanation: Explanation {
        Self.explanations[name] ?? Explanation(title: "", text: "")
    }

    /// Title and text under the code, as `sessions explain` prints them.
    public var explanationText: String {
        "\(name): \(explanation.title)\n\n\(explanation.text)"
    }

    /// All codes, sorted.
    public static var all: [DiagnosticCode] { explanations.keys.sorted().map(DiagnosticCode.init) }

    /// The code of this name, in capitals or not: `S0103`.
    public static func named(_ name: String) -> DiagnosticCode? {
        let name = name.uppercased()
        return explanations[name] == nil ? nil : DiagnosticCode(name)
    }

    private static let explanations: [String: Explanation] = {
        var result: [String: Explanation] = [:]
        for (code, title, text) in yaml + files + rules + values + environment {
            result[code.name] = Explanation(title: title, text: text)
        }
        return result
    }()

    /// A code, its title and its text.
    typealias Entry = (DiagnosticCode, String, String)
}
