/// Formats a diagnostic for people, like Rust's compiler: the line, carets under the place, a second label if two
/// places conflict, and the help.
struct HumanDiagnostic {
    private let diagnostic: Diagnostic
    private let style: TerminalStyle

    init(_ diagnostic: Diagnostic, _ style: TerminalStyle) {
        self.diagnostic = diagnostic
        self.style = style
    }

    var text: String {
        let color: TerminalStyle.Color = diagnostic.severity == .error ? .boldRed : .boldYellow
        let head = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
        var lines = [style.paint(head, color) + style.paint(": \(diagnostic.message)", .bold)]
        let primary = Marked(label: diagnostic.label, mark: "^", color: color)
        let secondary = diagnostic.secondLabel.map { Marked(label: $0, mark: "-", color: .boldBlue) }
        let isTogether = secondary.map { $0.label.place.source == primary.label.place.source } ?? true
        let width = String(max(primary.label.place.range?.line ?? 0, secondary?.label.place.range?.line ?? 0))
            .count
        lines.append(arrow("-->", diagnostic.place, width))
        lines += block(isTogether ? [primary, secondary].compactMap(\.self) : [primary], width)
        if let secondary, !isTogether {
            lines.append(arrow(":::", secondary.label.place, width))
            lines += block([secondary], width)
        }
        let explain = "`sessions explain \(diagnostic.code)`"
        let help =
            diagnostic.help.map { $0.hasSuffix("?") ? "\($0) \(explain)" : "\($0); \(explain)" } ?? explain
        lines.append(gutter("", width, "=") + style.paint(" help: ", .bold) + help)
        return lines.joined(separator: "\n")
    }

    /// A label with the mark to show under its place.
    private struct Marked {
        var label: Diagnostic.Label
        var mark: String
        var color: TerminalStyle.Color
    }

    private func arrow(_ arrow: String, _ place: Place, _ width: Int) -> String {
        String(repeating: " ", count: width) + style.paint(arrow, .boldBlue) + " \(place)"
    }

    private func gutter(_ number: String, _ width: Int, _ sign: String = "|") -> String {
        let padding = String(repeating: " ", count: max(0, width - number.count))
        return style.paint(padding + number + " " + sign, .boldBlue)
    }

    /// Returns the lines of the labels in the order of the file, with each label under its line.
    private func block(_ labels: [Marked], _ width: Int) -> [String] {
        var lines: [String] = []
        var shown: Int?
        let ordered = labels.sorted { left, right in
            guard let left = left.label.place.range, let right = right.label.place.range else { return false }
            return (left.line, -left.column) < (right.line, -right.column)
        }
        for marked in ordered {
            let line = marked.label.place.range?.line
            guard let excerpt = marked.label.excerpt else {
                let number = line.map(String.init) ?? ""
                if !marked.label.text.isEmpty {
                    lines.append(gutter(number, width) + " " + marked.label.text)
                }
                continue
            }
            if line == nil || line != shown {
                lines.append(gutter(line.map(String.init) ?? "", width) + " " + excerpt.line)
                shown = line
            }
            let mark = String(repeating: marked.mark, count: excerpt.width)
            let text = marked.label.text.isEmpty ? mark : "\(mark) \(marked.label.text)"
            let padding = String(repeating: " ", count: excerpt.offset)
            lines.append(gutter("", width) + " " + padding + style.paint(text, marked.color))
        }
        return lines
    }
}

extension Place {
    /// The source of the place. Places with the same source are shown together.
    fileprivate var source: String {
        if case .file(let name, _) = self { "file \(name)" } else { description }
    }
}
