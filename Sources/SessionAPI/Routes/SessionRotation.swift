#if HTTP
    import SessionMiddleware

    /// A client's request to give a session a new id.
    struct SessionRotation {
        /// The new id; `nil` if the server makes one.
        let id: String?
        let timeouts: TimeoutsPatch

        /// Creates the request from its body.
        init(_ body: RawJSON) throws(ProblemDetails) {
            guard case .object(let members) = body else {
                throw .malformedBody("send an object, with `id` if you choose the new id, or else `{}`")
            }
            let names = ["id"] + TimeoutsPatch.names
            for name in members.keys.sorted() where !names.contains(name) {
                throw .unknownMember(name, names)
            }
            id = try RouteIdentifier.newID(members)
            timeouts = try TimeoutsPatch(members, canRemove: true)
        }
    }
#endif
