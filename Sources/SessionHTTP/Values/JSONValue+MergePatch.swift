#if HTTP
    extension JSONValue {
        /// This value after a merge patch: RFC 7396, section 2.
        ///
        /// Members of the patch replace those of the same name, objects are merged in turn, and `null` removes
        /// a member. A patch that is no object replaces the whole value.
        public func merging(_ patch: JSONValue) -> JSONValue {
            guard case .object(let changes) = patch else { return patch }
            var members: [String: JSONValue] = [:]
            if case .object(let present) = self { members = present }
            for (name, change) in changes {
                members[name] = change == .null ? nil : (members[name] ?? .null).merging(change)
            }
            return .object(members)
        }
    }
#endif
