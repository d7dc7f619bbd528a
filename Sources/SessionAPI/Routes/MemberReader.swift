#if HTTP
    import SessionMiddleware
    import Sessions

    /// A member of a merge patch that sets or removes one value.
    enum MemberChange<Content: Sendable>: Sendable {
        case set(Content)
        case remove

        /// The new value; `nil` if the member removes it.
        var content: Content? {
            guard case .set(let content) = self else { return nil }
            return content
        }
    }

    /// Reads the members of an object that a client sent.
    struct MemberReader {
        /// Whether a member may be null, which removes a value.
        let canRemove: Bool

        /// Reads a member, or returns `nil` if it is missing.
        func change<Content>(
            _ name: String,
            _ members: [String: RawJSON],
            _ read: (RawJSON) throws(ProblemDetails) -> Content
        ) throws(ProblemDetails) -> MemberChange<Content>? {
            guard let member = members[name] else { return nil }
            if canRemove, member == .null { return .remove }
            return .set(try read(member))
        }

        /// - Parameter object: The name of an object whose members have names of the client's choice, for the problem.
        func string(
            _ name: String,
            _ members: [String: RawJSON],
            of object: String? = nil
        ) throws(ProblemDetails) -> MemberChange<String>? {
            try change(name, members) { member throws(ProblemDetails) in
                guard case .string(let text) = member else {
                    let name = object.map { "each member of `\($0)`" } ?? "`\(name)`"
                    throw .malformedBody("\(name) must be a string\(alternative)")
                }
                return text
            }
        }

        /// Reads a timeout.
        func seconds(
            _ name: String,
            _ members: [String: RawJSON]
        ) throws(ProblemDetails) -> MemberChange<Duration>? {
            try change(name, members) { member throws(ProblemDetails) in
                guard case .number(let text) = member, let seconds = Double(text),
                    (0.001...Double(QueryParameters.maximumSeconds)).contains(seconds)
                else {
                    throw .malformedBody(
                        "`\(name)` is a number of seconds from 0.001 to \(QueryParameters.maximumSeconds)\(alternative)"
                    )
                }
                return .seconds(seconds)
            }
        }

        private var alternative: String { canRemove ? ", or null to remove it" : "" }
    }
#endif
