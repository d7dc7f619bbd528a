#if HTTP
    import SessionMiddleware

    /// A client's request about several sessions, by their ids.
    struct SessionBatch {
        /// The maximum number of ids in a request.
        static let maximumCount = 1_000

        let ids: [String]

        /// Creates the request from its body.
        init(_ body: RawJSON) throws(ProblemDetails) {
            guard case .object(let members) = body else {
                throw .malformedBody(#"send an object with the ids, such as `{"ids": ["a", "b"]}`"#)
            }
            for name in members.keys.sorted() where name != "ids" { throw .unknownMember(name, ["ids"]) }
            guard case .array(let elements)? = members["ids"],
                (1...Self.maximumCount).contains(elements.count)
            else {
                throw .malformedBody(
                    "`ids` is an array of 1 to \(Self.maximumCount) ids; send more in several requests"
                )
            }
            var ids: [String] = []
            ids.reserveCapacity(elements.count)
            for element in elements {
                guard case .string(let id) = element else {
                    throw .malformedBody("each of `ids` must be a string")
                }
                ids.append(try RouteIdentifier.checked(id))
            }
            self.ids = ids
        }

        /// Returns the ids for which `body` returns false.
        func missing<E: Error>(_ body: (String) throws(E) -> Bool) throws(E) -> [String] {
            var missing: [String] = []
            for id in ids where try !body(id) { missing.append(id) }
            return missing
        }
    }
#endif
