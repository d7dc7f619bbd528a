#if HTTP
    import SessionMiddleware
    import HTTPTypes
    import Hummingbird
    import Sessions

    /// The conditions of a request on the version of its session: the headers `If-Match` and `If-None-Match`, as RFC 9110
    /// describes them in section 13.
    struct Preconditions: Sendable {
        /// The value of one of the headers.
        private enum Condition: Sendable {
            /// `*`: any version.
            case any
            case tags([EntityTag])
        }

        /// An entity tag; its version is `nil` if no session can have the tag.
        private struct EntityTag: Sendable {
            let isWeak: Bool
            let version: SessionVersion?
        }

        private let match: Condition?
        private let noneMatch: Condition?

        /// No conditions.
        static let none = Preconditions(match: nil, noneMatch: nil)

        private init(match: Condition?, noneMatch: Condition?) {
            self.match = match
            self.noneMatch = noneMatch
        }

        /// Reads the conditions of a request.
        ///
        /// - Parameter isRequired: Whether a request without conditions is refused.
        init(_ request: Request, isRequired: Bool = false) throws(ProblemDetails) {
            match = try Self.condition(.ifMatch, request)
            noneMatch = try Self.condition(.ifNoneMatch, request)
            if isRequired, match == nil, noneMatch == nil { throw .preconditionRequired }
        }

        /// Throws the problem 412 unless a change of a session with this version meets the conditions.
        ///
        /// - Parameter present: The version of the session; `nil` if there is no session.
        func check(_ present: SessionVersion?) throws(ProblemDetails) {
            guard isMatched(present), !isNoneMatched(present) else { throw .versionMismatch(present) }
        }

        /// Returns whether the client has this version already, so that a read is answered with 304. Throws the problem
        /// 412 if the session has not the version that the client asks for.
        func isKnown(_ present: SessionVersion) throws(ProblemDetails) -> Bool {
            guard isMatched(present) else { throw .versionMismatch(present) }
            return isNoneMatched(present)
        }

        /// Whether a change depends on the version, and not only on the existence of the session.
        var namesVersion: Bool {
            if case .tags = match { return true }
            return noneMatch != nil
        }

        /// `If-Match` compares strongly: a weak tag matches nothing.
        private func isMatched(_ present: SessionVersion?) -> Bool {
            switch match {
            case nil: true
            case .any: present != nil
            case .tags(let tags): present != nil && tags.contains { !$0.isWeak && $0.version == present }
            }
        }

        /// `If-None-Match` compares weakly.
        private func isNoneMatched(_ present: SessionVersion?) -> Bool {
            switch noneMatch {
            case nil: false
            case .any: present != nil
            case .tags(let tags): present != nil && tags.contains { $0.version == present }
            }
        }

        // MARK: Reading

        private static func condition(
            _ name: HTTPField.Name,
            _ request: Request
        ) throws(ProblemDetails) -> Condition? {
            // Several fields of one name are one list.
            let values = request.headers[values: name]
            if values.isEmpty { return nil }
            var rest = values.joined(separator: ",").utf8[...]
            skipSpace(&rest)
            if rest.first == UInt8(ascii: "*") {
                rest = rest.dropFirst()
                skipSpace(&rest)
                guard rest.isEmpty else { throw .malformedCondition(name.rawName) }
                return .any
            }
            var tags: [EntityTag] = []
            while true {
                // A list may have empty elements.
                while rest.first == UInt8(ascii: ",") {
                    rest = rest.dropFirst()
                    skipSpace(&rest)
                }
                if rest.isEmpty { break }
                guard let tag = takeTag(&rest) else { throw .malformedCondition(name.rawName) }
                tags.append(tag)
                skipSpace(&rest)
                guard rest.isEmpty || rest.first == UInt8(ascii: ",") else {
                    throw .malformedCondition(name.rawName)
                }
            }
            guard !tags.isEmpty else { throw .malformedCondition(name.rawName) }
            return .tags(tags)
        }

        private static func skipSpace(_ rest: inout Substring.UTF8View) {
            rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        }

        private static func takeTag(_ rest: inout Substring.UTF8View) -> EntityTag? {
            let isWeak = rest.starts(with: "W/".utf8)
            if isWeak { rest = rest.dropFirst(2) }
            guard rest.first == UInt8(ascii: "\"") else { return nil }
            rest = rest.dropFirst()
            let text = rest.prefix { $0 == 0x21 || (0x23...0x7E).contains($0) || $0 >= 0x80 }
            rest = rest.dropFirst(text.count)
            guard rest.first == UInt8(ascii: "\"") else { return nil }
            rest = rest.dropFirst()
            return EntityTag(isWeak: isWeak, version: SessionVersion(String(Substring(text))))
        }
    }

    extension SessionVersion {
        /// The version as an entity tag, for the header `ETag`.
        var entityTag: String { "\"\(self)\"" }
    }
#endif
