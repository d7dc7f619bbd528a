/// Reads the subset of YAML that profiles use: one document of mappings, lists and scalars.
///
/// The reader refuses features that hide the meaning of a file or expand its size: aliases, merge keys, tags,
/// directives, several documents and duplicate keys. It also refuses files that exceed ``YAMLLimits``. Scalars stay
/// text. The reader doesn't recurse; the cost is linear in the size of the text.
struct YAMLReader {
    private let source: SourceText
    private let diagnostics: Diagnostics
    private var stack: [Frame] = []
    private var root: YAMLNode?
    private var verbatim: [SourceSpan] = []

    /// A mapping or list that isn't finished.
    private struct Frame {
        var isMapping: Bool
        var range: SourceRange
        var isRefused: Bool
        var entries: [YAMLEntry] = []
        var items: [YAMLNode] = []
        var keys: [String: SourceRange] = [:]
        var key: Key?

        struct Key {
            var text: String
            var range: SourceRange
            var isRefused: Bool
        }
    }

    /// A range from one place up to, but not including, another; lines and columns are counted from 0.
    struct SourceSpan {
        var start: LibYAMLParser.Mark
        var end: LibYAMLParser.Mark
    }

    /// The error that ends reading after its reason was reported.
    private struct Stop: Error {}

    private init(_ source: SourceText, _ diagnostics: Diagnostics) {
        self.source = source
        self.diagnostics = diagnostics
    }

    /// Reads a text and reports its problems.
    ///
    /// - Returns: The tree of the valid parts, or `nil` if there is no tree.
    static func read(_ source: SourceText, _ diagnostics: Diagnostics) -> YAMLNode? {
        guard let check = TextCheck(source, diagnostics) else { return nil }
        var reader = YAMLReader(source, diagnostics)
        source.bytes.withUnsafeBufferPointer { reader.run($0, check.tabs) }
        return reader.root
    }

    private mutating func run(_ text: UnsafeBufferPointer<UInt8>, _ tabs: [TextCheck.Tab]) {
        do {
            let parser = try LibYAMLParser(text)
            try readEvents(of: parser)
        } catch let failure as LibYAMLParser.Failure {
            root = nil
            if let tab = tabs.first(where: { $0.isIndentation && $0.line <= failure.mark.line + 1 }) {
                report(tab)
            } else {
                diagnostics.report(failure.diagnostic(in: source))
            }
            return
        } catch {
            root = nil
            return
        }
        guard !tabs.isEmpty else { return }
        for tab in TabCheck(source, verbatim: verbatim).refused(tabs) { report(tab) }
    }

    private mutating func readEvents(of parser: borrowing LibYAMLParser) throws {
        var events = 0
        var documents = 0
        while true {
            let event = try parser.next()
            events += 1
            guard events <= YAMLLimits.events else {
                throw stop(
                    .tooManyEvents,
                    "the file has more than \(YAMLLimits.events) keys, values, mappings and lists",
                    at: range(event)
                )
            }
            switch event.kind {
            case .streamStart, .documentEnd:
                break
            case .streamEnd:
                return
            case .documentStart(let hasDirectives):
                documents += 1
                if documents > 1 {
                    throw stop(
                        .severalDocuments,
                        "a second document begins here",
                        at: range(event),
                        help: "write one profile in each file; remove the `---`"
                    )
                }
                if hasDirectives {
                    report(
                        .directive,
                        "directives are not allowed",
                        at: range(event),
                        help: "remove the lines that begin with `%`"
                    )
                }
            case .alias:
                report(
                    .alias,
                    "aliases are not allowed",
                    at: range(event),
                    help: "repeat the value, or share settings with `extends:`"
                )
                try place(YAMLNode(content: .refused, range: range(event)))
            case .scalar(let text, let style):
                try place(scalar(event, text, style))
                if style != .plain { verbatim.append(SourceSpan(start: event.start, end: event.end)) }
            case .sequenceStart:
                try open(event, isMapping: false)
            case .mappingStart:
                try open(event, isMapping: true)
            case .sequenceEnd, .mappingEnd:
                try close()
            }
        }
    }

    private mutating func scalar(
        _ event: LibYAMLParser.Event,
        _ text: String?,
        _ style: YAMLScalar.Style
    ) -> YAMLNode {
        let range = range(event)
        let isRefused = checkProperties(of: event)
        guard let text else {
            report(
                .scalarTooLong,
                "a key or value has more than \(YAMLLimits.scalarSize) bytes",
                at: SourceRange(line: range.line, column: range.column)
            )
            return YAMLNode(content: .refused, range: range)
        }
        return YAMLNode(
            content: isRefused ? .refused : .scalar(YAMLScalar(text: text, style: style)),
            range: range
        )
    }

    private mutating func open(_ event: LibYAMLParser.Event, isMapping: Bool) throws {
        let range = range(event)
        guard stack.count < YAMLLimits.depth else {
            throw stop(
                .tooDeep,
                "mappings and lists are nested more than \(YAMLLimits.depth) levels deep",
                at: range
            )
        }
        if let frame = stack.last, frame.isMapping, frame.key == nil { throw complexKey(at: range) }
        let isRefused = checkProperties(of: event)
        stack.append(Frame(isMapping: isMapping, range: range, isRefused: isRefused))
    }

    private mutating func close() throws {
        guard let frame = stack.popLast() else { return }
        let content: YAMLNode.Content =
            frame.isRefused ? .refused : frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
        try place(YAMLNode(content: content, range: frame.range))
    }

    /// Adds a finished node to the enclosing list or mapping, as a key or as a value.
    private mutating func place(_ node: YAMLNode) throws {
        guard !stack.isEmpty else {
            root = node
            return
        }
        let top = stack.count - 1
        guard stack[top].isMapping else {
            stack[top].items.append(node)
            return
        }
        if let key = stack[top].key {
            stack[top].key = nil
            guard !key.isRefused else { return }
            stack[top].entries.append(YAMLEntry(key: key.text, keyRange: key.range, value: node))
        } else {
            stack[top].key = try key(node, in: stack[top])
            if let key = stack[top].key, stack[top].keys[key.text] == nil {
                stack[top].keys[key.text] = key.range
            }
        }
    }

    private mutating func key(_ node: YAMLNode, in frame: Frame) throws -> Frame.Key {
        guard case .scalar(let scalar) = node.content else {
            if case .refused = node.content { return Frame.Key(text: "", range: node.range, isRefused: true) }
            throw complexKey(at: node.range)
        }
        var isRefused = false
        if scalar.style == .plain, scalar.text == "<<" {
            isRefused = true
            report(
                .mergeKey,
                "merge keys are not allowed",
                at: node.range,
                help: "repeat the values, or share settings with `extends:`"
            )
        } else if scalar.text.isEmpty {
            isRefused = true
            report(.invalidKey, "a key is missing", at: node.range, help: "write it as `key: value`")
        } else if let first = frame.keys[scalar.text] {
            isRefused = true
            diagnostics.report(
                Diagnostic(
                    .duplicateKey,
                    "duplicate key `\(PrintableText.printedKey(scalar.text))`",
                    at: source.keyLabel(node.range, "again here"),
                    and: source.keyLabel(first, "first here"),
                    help: "keep one of the two"
                )
            )
        }
        return Frame.Key(text: scalar.text, range: node.range, isRefused: isRefused)
    }

    /// Reports an anchor or a tag.
    ///
    /// - Returns: Whether the value must be refused.
    private mutating func checkProperties(of event: LibYAMLParser.Event) -> Bool {
        if let anchor = event.anchor {
            report(
                .alias,
                "the anchor\(shown("&", anchor, of: event)) is not allowed",
                at: range(event),
                help: "remove it; share settings with `extends:`"
            )
        }
        if let tag = event.tag {
            report(
                .tag,
                "the tag\(shown("", tag, of: event)) is not allowed",
                at: range(event),
                help: "remove it; the setting determines the type of a value"
            )
        }
        return event.tag != nil
    }

    /// Returns the name of an anchor or a tag for a message, or nothing if it may be the beginning of an unquoted
    /// secret.
    private func shown(_ sign: String, _ name: String, of event: LibYAMLParser.Event) -> String {
        source.hides(range(event)) ? "" : " `\(sign)\(PrintableText.printed(name))`"
    }

    private func range(_ event: LibYAMLParser.Event) -> SourceRange {
        let isOneLine = event.start.line == event.end.line
        return SourceRange(
            line: event.start.line + 1,
            column: event.start.column + 1,
            length: isOneLine ? event.end.column - event.start.column : 1
        )
    }

    private mutating func report(
        _ code: DiagnosticCode,
        _ message: String,
        at range: SourceRange,
        help: String? = nil
    ) {
        diagnostics.report(Diagnostic(code, message, at: source.label(range), help: help))
    }

    private mutating func stop(
        _ code: DiagnosticCode,
        _ message: String,
        at range: SourceRange,
        help: String? = nil
    ) -> Stop {
        report(code, message, at: range, help: help)
        return Stop()
    }

    private mutating func complexKey(at range: SourceRange) -> Stop {
        stop(.invalidKey, "a mapping or list can't be a key", at: range, help: "write keys as plain words")
    }

    private mutating func report(_ tab: TextCheck.Tab) {
        report(
            .tab,
            tab.isIndentation ? "a tab in the indentation" : "a tab between words",
            at: SourceRange(line: tab.line, column: tab.column),
            help: "use spaces instead"
        )
    }
}
