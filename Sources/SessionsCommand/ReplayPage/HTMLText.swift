/// Text for HTML and SVG, with markup kept as text.
enum HTMLText {
    /// Returns the text with `&`, `<`, `>` and quotation marks escaped, for contents and for attributes in quotation
    /// marks. Characters that are invisible or reorder others are shown as `\u{…}`.
    static func escape(_ text: some StringProtocol) -> String {
        var result = ""
        for character in text.printable {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    /// Returns a table whose first row and first column are headings. It scrolls if it is too wide.
    static func table(_ rows: [[String]], caption: String) -> String {
        guard let head = rows.first else { return "" }
        let width = rows.map(\.count).max() ?? 0
        func cells(_ row: [String]) -> [String] { row + Array(repeating: "", count: width - row.count) }
        let titles = cells(head).map { "<th scope=\"col\">\(escape($0))</th>" }.joined()
        let body = rows.dropFirst().map { row in
            let values = cells(row)
            return "<tr><th scope=\"row\">\(escape(values[0]))</th>"
                + values.dropFirst().map { "<td>\(escape($0))</td>" }.joined() + "</tr>\n"
        }.joined()
        return """
            <div class="scroll" role="region" tabindex="0" aria-label="\(escape(caption))"><table>
            <caption>\(escape(caption))</caption>
            <thead><tr>\(titles)</tr></thead>
            <tbody>
            \(body)</tbody>
            </table></div>

            """
    }
}
