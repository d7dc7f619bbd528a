#if HTTP
    import Sessions

    /// A session in a response.
    struct SessionBody<Value: Encodable & Sendable>: Encodable {
        let id: String
        let value: Value?
        /// A string, because JavaScript's numbers can't hold 64 bits.
        let incarnation: String
        /// The text of the session's version, which is also in its `ETag`.
        let version: String
        let createdAt: String
        let lastAccessedAt: String
        let ageSeconds: Double
        let idleSeconds: Double
        let expiresInSeconds: Double?
        /// The session's own timeouts.
        let timeouts: Timeouts?
        let attributes: SessionAttributes?
        /// The number of leases that hold the session.
        let leases: Int

        enum CodingKeys: String, CodingKey {
            case id, value, incarnation, version, owner, keys, descriptor, handle, leases
            case authenticatedAt = "authenticated_at"
            case createdAt = "created_at"
            case lastAccessedAt = "last_accessed_at"
            case ageSeconds = "age_seconds"
            case idleSeconds = "idle_seconds"
            case expiresInSeconds = "expires_in_seconds"
            case idleTimeoutSeconds = "idle_timeout_seconds"
            case lifetimeSeconds = "lifetime_seconds"
        }

        /// - Parameter showsValue: Whether the body includes the value.
        init(_ info: SessionInfo<Value>, at time: TimeReading, showsValue: Bool = true) {
            self.init(
                info.session,
                info.attributes,
                info.timeouts,
                leases: info.leases,
                at: time,
                showsValue: showsValue
            )
        }

        init(
            _ session: Session<Value>,
            _ attributes: SessionAttributes?,
            _ timeouts: Timeouts?,
            leases: Int = 0,
            at time: TimeReading,
            showsValue: Bool = true
        ) {
            self.attributes = attributes
            self.timeouts = timeouts
            self.leases = leases
            id = session.id
            value = showsValue ? session.value : nil
            incarnation = String(session.incarnation.rawValue)
            version = session.version.description
            createdAt = time.wall(session.createdInstant).description
            lastAccessedAt = time.wall(session.lastAccessedInstant).description
            ageSeconds = max(.zero, session.createdInstant.duration(to: time.now)).inSeconds
            idleSeconds = max(.zero, session.lastAccessedInstant.duration(to: time.now)).inSeconds
            expiresInSeconds = session.deadline.map { max(.zero, time.now.duration(to: $0)).inSeconds }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encodeIfPresent(value, forKey: .value)
            try container.encode(incarnation, forKey: .incarnation)
            try container.encode(version, forKey: .version)
            try container.encode(createdAt, forKey: .createdAt)
            try container.encode(lastAccessedAt, forKey: .lastAccessedAt)
            try container.encode(ageSeconds, forKey: .ageSeconds)
            try container.encode(idleSeconds, forKey: .idleSeconds)
            // Also written as null: a session that a lease holds may have no deadline.
            try container.encode(expiresInSeconds, forKey: .expiresInSeconds)
            try container.encodeIfPresent(timeouts?.idle?.inSeconds, forKey: .idleTimeoutSeconds)
            try container.encodeIfPresent(timeouts?.lifetime?.inSeconds, forKey: .lifetimeSeconds)
            if leases > 0 { try container.encode(leases, forKey: .leases) }
            guard let attributes else { return }
            try container.encodeIfPresent(attributes.owner, forKey: .owner)
            if !attributes.keys.isEmpty { try container.encode(attributes.keys, forKey: .keys) }
            try container.encodeIfPresent(attributes.descriptor.map(DescriptorBody.init), forKey: .descriptor)
            try container.encodeIfPresent(attributes.authenticatedAt?.description, forKey: .authenticatedAt)
            try container.encodeIfPresent(attributes.handle?.description, forKey: .handle)
        }
    }

    /// A session's descriptor in a response.
    struct DescriptorBody: Encodable {
        let label: String?
        let address: String?
        let userAgent: String?
        let details: [String: String]?

        enum CodingKeys: String, CodingKey {
            case label, address, details
            case userAgent = "user_agent"
        }

        init(_ descriptor: SessionDescriptor) {
            label = descriptor.label
            address = descriptor.address
            userAgent = descriptor.userAgent
            details = descriptor.details.isEmpty ? nil : descriptor.details
        }
    }

    /// A page of sessions.
    struct SessionPageBody<Value: Encodable & Sendable>: Encodable {
        let sessions: [SessionBody<Value>]
        let next: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(sessions, forKey: .sessions)
            try container.encode(next, forKey: .next)
        }

        private enum CodingKeys: String, CodingKey {
            case sessions, next
        }
    }

    /// The result of a deletion by filter, or of its dry run.
    struct DeletionBody: Encodable {
        let matched: Int
        let deleted: Int
        let dryRun: Bool

        enum CodingKeys: String, CodingKey {
            case matched, deleted
            case dryRun = "dry_run"
        }
    }

    /// The result of a cleanup.
    struct CleanupBody: Encodable {
        let removed: Int
        let remaining: Int
    }
#endif
