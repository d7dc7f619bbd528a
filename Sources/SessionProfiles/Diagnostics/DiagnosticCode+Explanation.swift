extension DiagnosticCode {
    /// The explanation of a code, as `sessions explain` prints it.
    package struct Explanation: Sendable, Hashable {
        /// A short description of the problem.
        package let title: String
        /// Why this is a problem and how to fix it, as paragraphs with indented examples.
        package let text: String
    }

    /// The explanation of the code.
    package var explanation: Explanation {
        ruleExplanation ?? Self.explanations[name] ?? Explanation(title: "", text: "")
    }

    /// The code with the title and text of its explanation, as `sessions explain` prints them.
    package var explanationText: String {
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
    /// The codes of all problems that a profile with these settings can have, in ascending order.
    package var codes: [DiagnosticCode] {
        Set(DiagnosticCode.own + settings.flatMap(\.rules).map(DiagnosticCode.init))
            .sorted { $0.name < $1.name }
    }
}
