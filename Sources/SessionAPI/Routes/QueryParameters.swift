#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    /// The checked query of a request. An unknown parameter is an error.
    struct QueryParameters {
        private var values: [String: String] = [:]

        /// Reads a query that may have these parameters, each once.
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
                guard values.updateValue(value, forKey: name) == nil else {
                    throw .malformedParameter(name, "given once")
                }
            }
        }

        /// The text of a parameter; `nil` if it is missing.
        subscript(_ name: String) -> String? { values[name] }

        /// Returns `true` or `false`; false if the parameter is missing.
        func flag(_ name: String) throws(ProblemDetails) -> Bool {
            switch values[name] {
            case nil, "false": return false
            case "true": return true
            default: throw .malformedParameter(name, "`true` or `false`")
            }
        }

        /// Returns a whole number in this range; `nil` if the parameter is missing.
        func integer(_ name: String, _ range: ClosedRange<Int>) throws(ProblemDetails) -> Int? {
            guard let text = values[name] else { return nil }
            guard text.utf8.count <= 20, !text.hasPrefix("+"), let number = Int(text), range.contains(number)
            else {
                throw .malformedParameter(name, "a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }

        /// Returns a number of seconds, which may have a fraction; `nil` if the parameter is missing.
        func seconds(_ name: String) throws(ProblemDetails) -> Duration? {
            guard let text = values[name] else { return nil }
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
        static let filterNames = ["prefix", "min_age", "max_age", "min_idle", "max_idle"]

        /// Returns the filter of the query, or throws if it excludes no session.
        ///
        /// A minimum below a millisecond and a maximum of a year or more exclude nothing. An empty prefix is always an
        /// error, because it probably comes from a variable that is not set.
        func narrowingFilter() throws(ProblemDetails) -> SessionFilter {
            let filter = try filter()
            let meansNothing: [String: Bool?] = [
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
    }
#endif
