#if HTTP
    import SessionMiddleware
    import Sessions

    /// A change of a session's attributes: the members of a merge patch that are attributes.
    ///
    /// A create applies it to a session that has no attributes yet. Its members then can't be null.
    struct AttributePatch: Sendable {
        private struct DescriptorPatch: Sendable {
            var label: MemberChange<String>?
            var address: MemberChange<String>?
            var userAgent: MemberChange<String>?
            var details: MemberChange<[String: MemberChange<String>]>?
        }

        private var owner: MemberChange<String>?
        private var keys: MemberChange<[String]>?
        private var descriptor: MemberChange<DescriptorPatch>?
        private var authenticatedAt: MemberChange<WallTime>?

        /// The names of the members that are attributes.
        static let names = ["owner", "keys", "descriptor", "authenticated_at"]

        private static let descriptorNames = ["label", "address", "user_agent", "details"]

        /// Reads the attributes among the members of a body.
        ///
        /// - Parameter canRemove: Whether a member may be null, which removes the attribute.
        init(_ members: [String: RawJSON], canRemove: Bool) throws(ProblemDetails) {
            let reader = MemberReader(canRemove: canRemove)
            owner = try reader.string("owner", members)
            authenticatedAt = try reader.change("authenticated_at", members) {
                member throws(ProblemDetails) in
                guard case .string(let text) = member, let time = WallTime(dateTime: text) else {
                    throw .malformedBody(
                        "`authenticated_at` must be a date and time of RFC 3339, such as 2026-11-23T04:48:00Z"
                    )
                }
                return time
            }
            keys = try reader.change("keys", members, Self.keys)
            descriptor = try reader.change("descriptor", members) { member throws(ProblemDetails) in
                try Self.descriptor(member, reader)
            }
        }

        /// Whether the patch changes nothing.
        var isEmpty: Bool {
            owner == nil && keys == nil && descriptor == nil && authenticatedAt == nil
        }

        /// Changes attributes. It doesn't check their bounds, because the manager does.
        func apply(to attributes: inout SessionAttributes) {
            if let owner { attributes.owner = owner.content }
            if let keys { attributes.keys = keys.content ?? [] }
            if let authenticatedAt { attributes.authenticatedAt = authenticatedAt.content }
            guard let descriptor else { return }
            guard case .set(let patch) = descriptor else {
                attributes.descriptor = nil
                return
            }
            var new = attributes.descriptor ?? SessionDescriptor()
            if let label = patch.label { new.label = label.content }
            if let address = patch.address { new.address = address.content }
            if let userAgent = patch.userAgent { new.userAgent = userAgent.content }
            switch patch.details {
            case nil: break
            case .remove?: new.details = [:]
            case .set(let details)?: for (name, change) in details { new.details[name] = change.content }
            }
            attributes.descriptor = new == SessionDescriptor() ? nil : new
        }

        // MARK: Reading

        private static func keys(_ member: RawJSON) throws(ProblemDetails) -> [String] {
            let limit = SessionAttributes.maximumKeys
            guard case .array(let elements) = member, elements.count <= limit else {
                throw .malformedBody("`keys` must be an array of at most \(limit) strings")
            }
            var keys: [String] = []
            for element in elements {
                guard case .string(let key) = element else {
                    throw .malformedBody("each element of `keys` must be a string")
                }
                // Checked here too, because the manager's message repeats the key.
                guard !keys.contains(where: { $0.utf8.elementsEqual(key.utf8) }) else {
                    throw .malformedBody("`keys` has the same key twice; give each key once")
                }
                keys.append(key)
            }
            return keys
        }

        private static func descriptor(
            _ member: RawJSON,
            _ reader: MemberReader
        ) throws(ProblemDetails) -> DescriptorPatch {
            guard case .object(let members) = member else {
                throw .malformedBody("`descriptor` must be an object")
            }
            for name in members.keys.sorted() where !descriptorNames.contains(name) {
                throw .unknownMember(name, descriptorNames)
            }
            var patch = DescriptorPatch()
            patch.label = try reader.string("label", members)
            patch.address = try reader.string("address", members)
            patch.userAgent = try reader.string("user_agent", members)
            patch.details = try reader.change("details", members) { member throws(ProblemDetails) in
                guard case .object(let members) = member else {
                    throw .malformedBody("`details` must be an object whose members are strings")
                }
                var details: [String: MemberChange<String>] = [:]
                for name in members.keys { details[name] = try reader.string(name, members, of: "details") }
                return details
            }
            return patch
        }
    }
#endif
