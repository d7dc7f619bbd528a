#if HTTP
    public import Sessions

    extension SessionManager {
        /// Returns the end of the session with the id that a client sends, if the manager remembers it.
        ///
        /// A client whose id was replaced a moment ago has another session, whose id it did not yet know when it sent
        /// the request. It isn't told about the end of the former session.
        @usableFromInline
        func endForClient(_ id: String) -> SessionEnd? {
            guard let end = endOf(id), !supersededIdentifiers.contains(id, at: clock.now) else { return nil }
            return end
        }
    }
#endif
