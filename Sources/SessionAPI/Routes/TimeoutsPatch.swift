#if HTTP
    import SessionMiddleware
    import Sessions

    /// A change of a session's own timeouts: the members of a merge patch that are timeouts.
    struct TimeoutsPatch: Sendable {
        private let idle: MemberChange<Duration>?
        private let lifetime: MemberChange<Duration>?

        /// The names of the members that are timeouts.
        static let names = ["idle_timeout_seconds", "lifetime_seconds"]

        /// Reads the timeouts among the members of a body.
        ///
        /// - Parameter canRemove: Whether a member may be null, after which the session follows the policy.
        init(_ members: [String: RawJSON], canRemove: Bool) throws(ProblemDetails) {
            let reader = MemberReader(canRemove: canRemove)
            idle = try reader.seconds("idle_timeout_seconds", members)
            lifetime = try reader.seconds("lifetime_seconds", members)
        }

        /// Whether the patch changes nothing.
        var isEmpty: Bool { idle == nil && lifetime == nil }

        /// Returns the changed timeouts; `nil` if the session then follows the policy.
        func applied(to timeouts: Timeouts?) -> Timeouts? {
            var new = timeouts ?? Timeouts()
            if let idle { new.idle = idle.content }
            if let lifetime { new.lifetime = lifetime.content }
            return new == Timeouts() ? nil : new
        }
    }
#endif
