#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    @Suite(.timeLimit(.minutes(30))) struct StatusRoutesTests {
        private struct Source: SessionStatusSource {
            let components: [ComponentStatus]
            var notes: [String] = []
            var histograms: [DurationHistogram] = []
            var counts: [EventCount] = []

            func sessionStatus() async -> SessionStatus {
                SessionStatus(
                    profile: "shop",
                    uptime: .seconds(90),
                    components: components,
                    notes: notes,
                    histograms: histograms,
                    counts: counts
                )
            }
        }

        private let broken = ComponentStatus(
            "sqlite",
            .store,
            condition: .degraded(
                since: WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000),
                message: "no space on /var/lib/secret-path"
            ),
            counts: ["pending": 12]
        )

        @Test func healthHasTheGuidesShape() async throws {
            let clock = ManualClock()
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let empty = try await connection.request("GET", "/health")
                    #expect(empty.status == 200)
                    let zero = JSONSessionValue.integer(0)
                    #expect(
                        try empty.json["sessions"]
                            == .object([
                                "active": zero, "total_created": zero, "total_cleaned": zero,
                                "total_restored": zero,
                                "oldest_age_minutes": zero, "newest_age_seconds": zero,
                            ])
                    )
                    for id in ["a", "b", "c"] {
                        try manager.create(id, .null)
                        clock.advance(by: .seconds(100))
                    }
                    try manager.delete("b")
                    let reply = try await connection.request("GET", "/health")
                    #expect(
                        try reply.json["sessions"]
                            == .object([
                                "active": .integer(2), "total_created": .integer(3),
                                "total_cleaned": .integer(1),
                                "total_restored": zero, "oldest_age_minutes": .integer(5),
                                "newest_age_seconds": .integer(100),
                            ])
                    )
                    #expect(try reply.json["status"] == .string("ok"))
                    manager.cleanup()
                    let cleanup = try await connection.request("GET", "/health").json["cleanup"]
                    #expect(cleanup?["last_at"] == .string("1970-01-01T00:05:00.000Z"))
                    #expect(cleanup?["lateness_seconds"] == .integer(0))
                }
            }
        }

        @Test func aDegradedPartIs503() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.status = Source(
                components: [ComponentStatus("logging", .observer), broken],
                notes: ["a note"]
            )
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/health")
                    #expect(reply.status == 503)
                    let health = try reply.json
                    #expect(health["status"] == .string("degraded"))
                    #expect(health["profile"] == .string("shop"))
                    #expect(health["uptime_seconds"] == .integer(90))
                    guard case .array(let components)? = health["components"] else {
                        throw HTTPConnectionError("\(health)")
                    }
                    #expect(components[0]["status"] == .string("ok"))
                    #expect(components[1]["status"] == .string("degraded"))
                    #expect(components[1]["since"] == .string("2023-11-14T22:13:20.000Z"))
                    #expect(components[1]["message"] == .string("no space on /var/lib/secret-path"))
                    #expect(components[1]["counts"]?["pending"] == .integer(12))
                    #expect(health["notes"] == .array([.string("a note")]))
                    #expect(try await connection.request("GET", "/ready").status == 200, "it is still ready")
                }
            }
        }

        @Test func aNoticeIsNotAFailure() async throws {
            var server = try RouteServer<JSONSessionValue>()
            let notice = ComponentStatus("alerts", .observer, condition: .notice("many sessions: 12"))
            var store = ComponentStatus("store", .store)
            store.lastFlushAt = WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000)
            server.status = Source(components: [notice, store])
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/health")
                    #expect(reply.status == 200)
                    guard case .array(let components)? = try reply.json["components"] else {
                        throw HTTPConnectionError("\(reply.body)")
                    }
                    #expect(components[0]["status"] == .string("ok"))
                    #expect(components[0]["message"] == .string("many sessions: 12"))
                    #expect(components[0]["last_flush_at"] == nil)
                    #expect(components[1]["last_flush_at"] == .string("2023-11-14T22:13:20.000Z"))
                }
            }
        }

        @Test func clientsWithoutATokenSeeNoMessages() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.status = Source(components: [broken], notes: ["a note"])
            server.access = try HTTPAccess(token: "0123456789abcdef")
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/health")
                    #expect(reply.status == 503)
                    #expect(!reply.body.contains("secret-path") && !reply.body.contains("a note"))
                    let full = try await connection.request(
                        "GET",
                        "/health",
                        [("Authorization", "Bearer 0123456789abcdef")]
                    )
                    #expect(full.body.contains("secret-path") && full.body.contains("a note"))
                    #expect(try await connection.request("GET", "/metrics").status == 401)
                }
            }
        }

        @Test func metricsHaveTheDesignsNames() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.status = Source(components: [
                broken, ComponentStatus("web\"hook\\\n", .observer, counts: ["dropped": 3, "queued": 1]),
            ])
            try server.manager.create("secret-id", .null)
            try server.manager.delete("secret-id")
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/metrics")
                    #expect(reply["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
                    let lines = reply.body.split(separator: "\n")
                    for line in [
                        #"sessions_current{profile="shop"} 0"#, "sessions_created_total 1",
                        #"sessions_ended_total{reason="deleted"} 1"#,
                        #"sessions_ended_total{reason="expired(idle)"} 0"#,
                        #"sessions_rejected_total{reason="capacity"} 0"#,
                        "sessions_last_sweep_timestamp_seconds 0", "sessions_leases_cut_off_total 0",
                        #"sessions_observer_dropped_total{observer="web\"hook\\\n"} 3"#,
                        #"sessions_component_degraded{component="sqlite",kind="store"} 1"#,
                        #"sessions_component_figure{component="sqlite",kind="store",figure="pending"} 12"#,
                    ] {
                        #expect(lines.contains(Substring(line)), "\(line)")
                    }
                    #expect(!reply.body.contains("secret-id"))
                    for line in lines where !line.hasPrefix("#") {
                        let name = line.prefix { $0 != "{" && $0 != " " }
                        #expect(lines.contains { $0.hasPrefix("# TYPE \(name) ") }, "\(name)")
                    }
                }
            }
        }

        /// Prometheus refuses all metrics of a server if one series occurs twice.
        @Test func noSeriesAppearsTwice() async throws {
            var lives = DurationHistogram("sessions_lifetime_seconds", help: "Lives.", bounds: [.seconds(1)])
            lives.record(.seconds(1))
            let audit = ComponentStatus("Audit", .observer, counts: ["dropped": 1])
            var server = try RouteServer<JSONSessionValue>()
            server.status = Source(
                components: [
                    audit, audit, ComponentStatus("Audit", .store), ComponentStatus("Audit#2", .observer),
                    audit,
                ],
                histograms: [lives, lives],
                counts: [
                    EventCount("sessions_twice_total", help: "Twice."),
                    EventCount("sessions_twice_total", help: ""),
                ]
            )
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let lines = try await connection.request("GET", "/metrics").body.split(separator: "\n")
                    let series = lines.filter { !$0.hasPrefix("#") }.map { $0.prefix { $0 != " " } }
                    for one in Set(series) {
                        #expect(series.filter { $0 == one }.count == 1, "\(one)")
                    }
                    for name in ["Audit", "Audit#3", "Audit#4"] {
                        #expect(lines.contains(#"sessions_observer_dropped_total{observer="\#(name)"} 1"#))
                    }
                    #expect(lines.contains(#"sessions_component_degraded{component="Audit",kind="store"} 0"#))
                    let health = try await connection.request("GET", "/health").json
                    guard case .array(let parts)? = health["components"] else {
                        throw HTTPConnectionError("\(health)")
                    }
                    #expect(
                        parts.map { $0["name"] }
                            == ["Audit", "Audit#3", "Audit", "Audit#2", "Audit#4"].map { .string($0) }
                    )
                }
            }
        }

        @Test func countsOfOneNameAreOneMetric() async throws {
            func deletions(_ reason: String, _ value: Int) -> EventCount {
                var count = EventCount(
                    "sessions_deletions_total",
                    help: "Deletions.",
                    labels: ["reason": reason]
                )
                count.increment(by: value)
                return count
            }
            var server = try RouteServer<JSONSessionValue>()
            let other = EventCount("sessions_owner_mismatches_total", help: "Mismatches.")
            server.status = Source(
                components: [],
                counts: [deletions("signedOut", 3), other, deletions("a \"word\"", 1)]
            )
            let expected = #"""
                # HELP sessions_deletions_total Deletions.
                # TYPE sessions_deletions_total counter
                sessions_deletions_total{reason="signedOut"} 3
                sessions_deletions_total{reason="a \"word\""} 1
                # HELP sessions_owner_mismatches_total Mismatches.
                # TYPE sessions_owner_mismatches_total counter
                sessions_owner_mismatches_total 0

                """#
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/metrics")
                    #expect(reply.body.contains(expected), "\(reply.body)")
                }
            }
        }

        @Test func helpIsEscaped() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.status = Source(
                components: [],
                histograms: [
                    DurationHistogram(
                        "custom_seconds",
                        help: "C:\\path\nsecond \"line\"",
                        bounds: [.seconds(1)]
                    )
                ]
            )
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let lines = try await connection.request("GET", "/metrics").body.split(separator: "\n")
                    #expect(lines.contains(#"# HELP custom_seconds C:\\path\nsecond "line""#))
                }
            }
        }

        @Test func histogramsFollowPrometheus() async throws {
            func histogram(_ operation: String, _ durations: [Duration]) -> DurationHistogram {
                var histogram = DurationHistogram(
                    "sessions_store_operation_duration_seconds",
                    help: "How long the store took.",
                    labels: ["operation": operation],
                    bounds: [.microseconds(250), .milliseconds(5), .seconds(60)]
                )
                for duration in durations { histogram.record(duration) }
                return histogram
            }
            var lives = DurationHistogram("sessions_lifetime_seconds", help: "Lives.", bounds: [.seconds(1)])
            lives.record(.seconds(1))
            var server = try RouteServer<JSONSessionValue>()
            let commits: [Duration] = [
                .microseconds(250), .milliseconds(4), .milliseconds(4), .seconds(61),
            ]
            server.status = Source(
                components: [],
                histograms: [histogram("commit", commits), lives, histogram("load", [])]
            )
            let expected = """
                # HELP sessions_store_operation_duration_seconds How long the store took.
                # TYPE sessions_store_operation_duration_seconds histogram
                sessions_store_operation_duration_seconds_bucket{operation="commit",le="0.00025"} 1
                sessions_store_operation_duration_seconds_bucket{operation="commit",le="0.005"} 3
                sessions_store_operation_duration_seconds_bucket{operation="commit",le="60"} 3
                sessions_store_operation_duration_seconds_bucket{operation="commit",le="+Inf"} 4
                sessions_store_operation_duration_seconds_sum{operation="commit"} 61.00825
                sessions_store_operation_duration_seconds_count{operation="commit"} 4
                sessions_store_operation_duration_seconds_bucket{operation="load",le="0.00025"} 0
                sessions_store_operation_duration_seconds_bucket{operation="load",le="0.005"} 0
                sessions_store_operation_duration_seconds_bucket{operation="load",le="60"} 0
                sessions_store_operation_duration_seconds_bucket{operation="load",le="+Inf"} 0
                sessions_store_operation_duration_seconds_sum{operation="load"} 0
                sessions_store_operation_duration_seconds_count{operation="load"} 0
                # HELP sessions_lifetime_seconds Lives.
                # TYPE sessions_lifetime_seconds histogram
                sessions_lifetime_seconds_bucket{le="1"} 1
                sessions_lifetime_seconds_bucket{le="+Inf"} 1
                sessions_lifetime_seconds_sum 1
                sessions_lifetime_seconds_count 1

                """
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/metrics")
                    #expect(reply.body.contains(expected), "\(reply.body)")
                }
            }
        }

        /// Probes request both routes every few seconds. The test measures the processor time of the thread, which
        /// other load hardly changes, and takes the minimum of many tries.
        @Test func healthCostsNoMoreForMoreSessions() throws {
            func cost(_ sessions: Int) throws -> Int64 {
                let manager = SessionManager<Int>()
                for number in 0..<sessions { try manager.create("session-\(number)", number) }
                var least = Int64.max
                for _ in 0..<200 {
                    let start = ThreadTime.nanoseconds
                    let report = HealthReport(
                        metrics: manager.metrics(),
                        cleanup: manager.cleanupStatus,
                        status: SessionStatus(profile: "", uptime: .zero),
                        isShutDown: false,
                        showsMessages: true
                    )
                    #expect(report.sessions.active == sessions)
                    least = min(least, ThreadTime.nanoseconds - start)
                }
                return least
            }
            let (few, many) = (try cost(1_000), try cost(1_000_000))
            #expect(many < few * 3, "\(few) ns with a thousand, \(many) ns with a million")
        }
    }
#endif
