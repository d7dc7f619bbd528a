import CLibYAML

/// Parses YAML text with libyaml, one event at a time.
///
/// The parser is on the heap because `yaml_parser_t` points into itself once it has its input, so it must never move.
/// The text must outlive the parser.
struct LibYAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Throws: ``Failure`` if there is no memory.
    init(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw Failure(problem: "out of memory", mark: Mark(line: 0, column: 0))
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Returns the next event; after the end of the stream, always `streamEnd`.
    func next() throws(Failure) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return Event(event)
    }

    private func failure() -> Failure {
        let state = parser.pointee
        var failure = Failure(
            problem: state.problem.map { String(cString: $0) } ?? "out of memory",
            mark: Mark(state.problem_mark)
        )
        if let context = state.context {
            failure.context = (String(cString: context), Mark(state.context_mark))
        }
        return failure
    }
}

extension LibYAMLParser {
    /// A place in the text, line and column counted from 0.
    struct Mark {
        var line: Int
        var column: Int

        init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }

        init(_ mark: yaml_mark_t) {
            line = mark.line
            column = mark.column
        }
    }

    /// The error that is thrown if the text is not YAML.
    struct Failure: Error {
        var problem: String
        var mark: Mark
        var context: (text: String, mark: Mark)?
    }

    struct Event {
        enum Kind {
            case streamStart, streamEnd
            case documentStart(hasDirectives: Bool)
            case documentEnd
            case alias
            /// A scalar; `text` is `nil` if it has more than ``YAMLLimits/scalarSize`` bytes.
            case scalar(text: String?, YAMLScalar.Style)
            case sequenceStart, sequenceEnd
            case mappingStart, mappingEnd
        }

        var kind: Kind
        var start: Mark
        var end: Mark
        var anchor: String?
        var tag: String?

        init(_ event: yaml_event_t) {
            start = Mark(event.start_mark)
            end = Mark(event.end_mark)
            switch event.type {
            case YAML_STREAM_START_EVENT:
                kind = .streamStart
            case YAML_DOCUMENT_START_EVENT:
                let data = event.data.document_start
                kind = .documentStart(
                    hasDirectives: data.version_directive != nil
                        || data.tag_directives.start != data.tag_directives.end
                )
            case YAML_DOCUMENT_END_EVENT:
                kind = .documentEnd
            case YAML_ALIAS_EVENT:
                kind = .alias
                anchor = Self.string(event.data.alias.anchor)
            case YAML_SCALAR_EVENT:
                let data = event.data.scalar
                let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
                let style: YAMLScalar.Style =
                    switch data.style {
                    case YAML_PLAIN_SCALAR_STYLE: .plain
                    case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
                    default: .quoted
                    }
                kind = .scalar(
                    text: bytes.count > YAMLLimits.scalarSize ? nil : String(decoding: bytes, as: UTF8.self),
                    style
                )
                anchor = Self.string(data.anchor)
                tag = Self.string(data.tag)
            case YAML_SEQUENCE_START_EVENT:
                kind = .sequenceStart
                anchor = Self.string(event.data.sequence_start.anchor)
                tag = Self.string(event.data.sequence_start.tag)
            case YAML_SEQUENCE_END_EVENT:
                kind = .sequenceEnd
            case YAML_MAPPING_START_EVENT:
                kind = .mappingStart
                anchor = Self.string(event.data.mapping_start.anchor)
                tag = Self.string(event.data.mapping_start.tag)
            case YAML_MAPPING_END_EVENT:
                kind = .mappingEnd
            default:
                // YAML_STREAM_END_EVENT, or YAML_NO_EVENT after the end.
                kind = .streamEnd
            }
        }

        /// Returns the first 64 bytes of a name, which are enough for a diagnostic.
        private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
            guard let pointer else { return nil }
            var length = 0
            while length < 64, pointer[length] != 0 { length += 1 }
            return String(decoding: UnsafeBufferPointer(start: pointer, count: length), as: UTF8.self)
        }
    }
}
