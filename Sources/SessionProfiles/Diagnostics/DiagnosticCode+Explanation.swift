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
        ruleExplanation ?? Self.explanations[name] ?? Explanation(title: "", text: "")
    }

    /// Title and text under the code, as `sessions explain` prints them.
    public var explanationText: String {
        "\(name): \(explanation.title)\n\n\(explanation.text)"
    }

    /// The codes of this module.
    fileprivate static var own: [DiagnosticCode] { explanations.keys.map(DiagnosticCode.init) }

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

extension SettingTable {
    /// The codes of all problems that a profile with these settings can have, sorted.
    public var codes: [DiagnosticCode] {
        Set(DiagnosticCode.own + settings.flatMap(\.rules).map(DiagnosticCode.init))
            .sorted { $0.name < $1.name }
    }
}
