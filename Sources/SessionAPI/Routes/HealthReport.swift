#if HTTP
    import Sessions

    /// The body of `/health`.
    struct HealthReport: Encodable {
        let status: String
        let sessions: Figures
        let profile: String?
        let uptimeSeconds: Double
        let cleanup: Cleanup
        let components: [Component]
        let notes: [String]

        enum CodingKeys: String, CodingKey {
            case status, sessions, profile, cleanup, components, notes
            case uptimeSeconds = "uptime_seconds"
        }

        struct Figures: Encodable {
            let active: Int
            let totalCreated: Int
            let totalRestored: Int
            let totalCleaned: Int
            let oldestAgeMinutes: Int
            let newestAgeSeconds: Int

            enum CodingKeys: String, CodingKey {
                case active
                case totalCreated = "total_created"
                case totalRestored = "total_restored"
                case totalCleaned = "total_cleaned"
                case oldestAgeMinutes = "oldest_age_minutes"
                case newestAgeSeconds = "newest_age_seconds"
            }
        }

        struct Cleanup: Encodable {
            let scheduled: Bool
            let lastAt: String?
            let removed: Int?
            let latenessSeconds: Double?
            let overdueSeconds: Double
            let stalled: Bool

            enum CodingKeys: String, CodingKey {
                case scheduled, removed, stalled
                case lastAt = "last_at"
                case latenessSeconds = "lateness_seconds"
                case overdueSeconds = "overdue_seconds"
            }
        }

        struct Component: Encodable {
            let name: String
            let kind: String
            let status: String
            let since: String?
            let message: String?
            let lastFlushAt: String?
            let counts: [String: Int]

            enum CodingKeys: String, CodingKey {
                case name, kind, status, since, message, counts
                case lastFlushAt = "last_flush_at"
            }
        }

        /// - Parameter showsMessages: Whether the report includes the messages of errors, which may name hosts and
        ///   files.
        init(
            metrics: SessionMetrics,
            cleanup: CleanupStatus,
            status: SessionStatus,
            isShutDown: Bool,
            showsMessages: Bool
        ) {
            self.status = Self.summary(status, cleanup, isShutDown: isShutDown)
            sessions = Figures(
                active: metrics.activeSessions,
                totalCreated: metrics.totalCreated,
                totalRestored: metrics.totalRestored,
                totalCleaned: metrics.totalCleaned,
                oldestAgeMinutes: Int(((metrics.oldestSession ?? .zero) / .minutes(1)).rounded()),
                newestAgeSeconds: Int(((metrics.newestSession ?? .zero) / .seconds(1)).rounded())
            )
            profile = status.profile.isEmpty ? nil : status.profile
            uptimeSeconds = status.uptime.inSeconds
            self.cleanup = Cleanup(
                scheduled: cleanup.isScheduled,
                lastAt: cleanup.last.map { $0.endedAt.description },
                removed: cleanup.last?.removed,
                latenessSeconds: cleanup.last?.lateness.inSeconds,
                overdueSeconds: cleanup.overdue.inSeconds,
                stalled: cleanup.isStalled
            )
            components = status.components.map { component in
                Component(
                    name: component.name,
                    kind: component.kind.description,
                    status: component.isDegraded ? "degraded" : "ok",
                    since: component.condition.since?.description,
                    message: showsMessages ? component.condition.message : nil,
                    lastFlushAt: component.lastFlushAt?.description,
                    counts: component.counts
                )
            }
            notes = showsMessages ? status.notes : []
        }

        /// Returns the health in one or two words.
        static func summary(
            _ status: SessionStatus?,
            _ cleanup: CleanupStatus,
            isShutDown: Bool
        ) -> String {
            if isShutDown { return "shutting down" }
            return status?.isDegraded == true || cleanup.isStalled ? "degraded" : "ok"
        }

        /// Whether everything works.
        var isOK: Bool { status == "ok" }
    }
#endif
