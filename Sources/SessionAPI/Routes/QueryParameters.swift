#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    /// The checked query of a request. An unknown parameter is an error.
    struct QueryParameters {
        private var values: [String: [String]] = [:]

        /// The parameters that a query may have more than once, and the maximum number of times.
        private static let repeatable = ["owner", "key"]
        private static let maximumRepetitions = 100

        /// Reads a query that may have these parameters, each once, but owners and keys several times.
        init(_ request: Request, _ known: [String]) throws(ProblemDetails) {
            guard let query = request.uri.query else { return }
            for pair in query.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = PercentEncoding.decode(parts[0], isQuery: true)
                guard let name, known.contains(name) else { throw .unknownParameter(name ?? "", known) }
                guard let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", isQuery: true)
                else {
                    throw .malformedParameter(name, "percent-encoded UTF-8")
                }
                let limit = Self.repeatable.contains(name) ? Self.maximumRepetitions : 1
                guard values[name, default: []].count < limit else {
                    throw .malformedParameter(
                        name,
                        limit == 1 ? "given once" : "given at most \(limit) times"
                    )
                }
                values[name, default: []].append(value)
            }
        }

        /// The text of a parameter; `nil` if it is missing.
        subscript(_ name: String) -> String? { values[name]?.first }

        /// Returns `true` or `false`; false if the parameter is missing.
        func flag(_ name: String) throws(ProblemDetails) -> Bool {
            switch self[name] {
            case nil, "false": return false
            case "true": return true
            default: throw .malformedParameter(name, "`true` or `false`")
            }
        }

        /// Returns a whole number in this range; `nil` if the parameter is missing.
        func integer(_ name: String, _ range: ClosedRange<Int>) throws(ProblemDetails) -> Int? {
            guard let text = self[name] else { return nil }
            guard text.utf8.count <= 20, !text.hasPrefix("+"), let number = Int(text), range.contains(number)
            else {
                throw .malformedParameter(name, "a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }

        /// Returns a number of seconds, which may have a fraction; `nil` if the parameter is missing.
        func seconds(_ name: String) throws(ProblemDetails) -> Duration? {
            guard let text = self[name] else { return nil }
            guard let duration = Self.duration(text) else {
                throw .malformedParameter(name, "a number of seconds from 0 to \(Self.maximumSeconds)")
            }
            return duration
        }

        /// 36,500 days.
        static let maximumSeconds = 3_153_600_000

        private static func duration(_ text: String) -> Duration? {
            // Only JSON's numbers, not `inf`, `nan` or hexadecimal digits.
            guard
                text.utf8.count <= 32, text.utf8.first.map({ (0x30...0x39).contains($0) }) == true,
                text.utf8.allSatisfy({ (0x30...0x39).contains($0) || ".eE+-".utf8.contains($0) }),
                let seconds = Double(text), seconds <= Double(maximumSeconds)
            else { return nil }
            return .seconds(seconds)
        }

        /// The names of the parameters that make a filter.
        static let filterNames = ["owner", "key", "prefix", "min_age", "max_age", "min_idle", "max_idle"]

        /// The names of the parameters that say why a session is deleted, and by whom.
        static let deletionNames = ["reason", "by"]

        /// Returns the filter of the query, or throws if it excludes no session.
        ///
        /// A minimum below a millisecond and a maximum of a year or more exclude nothing. An empty prefix is always an
        /// error, because it probably comes from a variable that is not set.
        func narrowingFilter() throws(ProblemDetails) -> SessionFilter {
            let filter = try filter()
            let meansNothing: [String: Bool?] = [
                "owner": filter.owners.isEmpty ? nil : false,
                "key": filter.keys.isEmpty ? nil : false,
                "prefix": filter.idPrefix.map(\.isEmpty),
                "min_age": filter.minimumAge.map { $0 < .milliseconds(1) },
                "max_age": filter.maximumAge.map { $0 >= Self.year },
                "min_idle": filter.minimumIdleTime.map { $0 < .milliseconds(1) },
                "max_idle": filter.maximumIdleTime.map { $0 >= Self.year },
            ]
            let given = Self.filterNames.filter { meansNothing[$0] ?? nil != nil }
            let vain = given.filter { meansNothing[$0] == true }
            guard given.count > vain.count, !vain.contains("prefix") else { throw .filterMissing(vain) }
            return filter
        }

        private static let year = Duration.seconds(365 * 86_400)

        /// Returns the filter of the query.
        func filter() throws(ProblemDetails) -> SessionFilter {
            var filter = SessionFilter()
            filter.owners = try texts("owner")
            filter.keys = try texts("key")
            if let prefix = self["prefix"] {
                let limit = SessionManager<Never>.maximumIdentifierLength
                guard prefix.utf8.count <= limit else {
                    throw .malformedParameter("prefix", "at most \(limit) bytes")
                }
                filter.idPrefix = prefix
            }
            filter.minimumAge = try seconds("min_age")
            filter.maximumAge = try seconds("max_age")
            filter.minimumIdleTime = try seconds("min_idle")
            filter.maximumIdleTime = try seconds("max_idle")
            return filter
        }

        /// Returns the texts of a parameter, each of the length of an owner or a key.
        ///
        /// An empty text is always an error, because it probably comes from a variable that is not set.
        private func texts(_ name: String) throws(ProblemDetails) -> [String] {
            let texts = values[name] ?? []
            for text in texts { try Self.check(text, name) }
            return texts
        }

        private static func check(_ text: String, _ name: String) throws(ProblemDetails) {
            let limit = SessionAttributes.maximumKeyLength
            guard (1...limit).contains(text.utf8.count) else {
                throw .malformedParameter(name, "1 to \(limit) bytes of UTF-8")
            }
        }

        /// Returns why sessions are deleted, and by whom.
        func deletion() throws(ProblemDetails) -> DeletionDetails {
            var reason: DeletionReason?
            if let text = self["reason"] {
                reason = DeletionReason(text)
                if reason == nil {
                    throw .malformedParameter(
                        "reason",
                        "1 to 64 ASCII letters, digits, `-`, `_` and `.`, such as `signedOut`"
                    )
                }
            }
            let by = self["by"]
            if let by { try Self.check(by, "by") }
            return DeletionDetails(reason: reason, by: by)
        }

        /// Returns the handle of one of the owner's sessions and the owner; `nil` if no handle is given.
        func handle() throws(ProblemDetails) -> (handle: SessionHandle, owner: String)? {
            guard let text = self["handle"] else { return nil }
            guard let handle = SessionHandle(text) else {
                throw .malformedParameter("handle", "the `handle` of a session: 16 hexadecimal digits")
            }
            let owners = try texts("owner")
            guard owners.count == 1, let owner = owners.first,
                Self.filterNames.allSatisfy({ $0 == "owner" || values[$0] == nil }), values["all"] == nil
            else {
                throw .malformedParameter("handle", "given with one `owner` and without other conditions")
            }
            return (handle, owner)
        }
    }
#endif
