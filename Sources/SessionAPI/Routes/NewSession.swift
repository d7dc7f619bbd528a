#if HTTP
    import SessionMiddleware
    import Sessions

    /// A client's request to create a session.
    struct NewSession<Value: Decodable> {
        let id: String?
        let value: Value
        let timeouts: Timeouts?
        let attributes: SessionAttributes

        /// Creates the request from its body.
        ///
        /// - Parameter takesID: Whether the body may have the id, which is otherwise in the path.
        init(_ body: RawJSON, takesID: Bool = true) throws {
            guard case .object(let members) = body else {
                throw ProblemDetails.malformedBody(
                    "send an object with `value`" + (takesID ? ", and `id` if you choose it" : "")
                )
            }
            let names = Self.names.filter { takesID || $0 != "id" }
            for name in members.keys.sorted() where !names.contains(name) {
                throw ProblemDetails.unknownMember(name, names)
            }
            guard let value = members["value"] else {
                throw ProblemDetails.malformedBody("the member `value` is missing")
            }
            id = try RouteIdentifier.newID(members)
            self.value = try Self.checked(value)
            timeouts = try TimeoutsPatch(members, canRemove: false).applied(to: nil)
            var attributes = SessionAttributes()
            try AttributePatch(members, canRemove: false).apply(to: &attributes)
            self.attributes = attributes
        }

        private static var names: [String] {
            ["id", "value"] + TimeoutsPatch.names + AttributePatch.names
        }

        /// Decodes a session's value and checks its size.
        static func checked(_ value: RawJSON) throws -> Value {
            guard value.text.count <= HTTPLimits.maximumValueBytes else {
                throw ProblemDetails.valueTextTooLarge
            }
            return try JSONCoding.decode(Value.self, from: value)
        }
    }

    /// Checks session ids that must fit into a path.
    enum RouteIdentifier {
        /// Returns the id if it is valid. The empty id is refused, because it can't be part of a path.
        static func checked(_ text: String) throws(ProblemDetails) -> String {
            let limit = SessionManager<Never>.maximumIdentifierLength
            guard (1...limit).contains(text.utf8.count) else {
                throw .malformedIdentifier(
                    "an id has 1 to \(limit) bytes of UTF-8; this one has \(text.utf8.count)"
                )
            }
            return text
        }

        /// Returns the id among the members of a body that the client has chosen for a session; `nil` if it is missing.
        static func newID(_ members: [String: RawJSON]) throws(ProblemDetails) -> String? {
            switch members["id"] {
            case nil: return nil
            case .string(let text)?: return try checkedNew(text)
            default: throw .malformedIdentifier("`id` must be a string")
            }
        }

        /// Returns the id of a new session if it is valid. Clients treat some ids as steps in the path.
        static func checkedNew(_ text: String) throws(ProblemDetails) -> String {
            guard text != ".", text != ".." else {
                throw .malformedIdentifier(
                    "clients and proxies remove the segments `.` and `..` from a path, even if they are "
                        + "percent-encoded, so no request would reach the session; choose another id"
                )
            }
            return try checked(text)
        }
    }
#endif
