import InMemoryLogging
import Logging
import SessionObservers
import Testing

@testable import Sessions

@Suite struct LoggingObserverTests {
    typealias Event = SessionEvent<String>

    private func entries(
        _ events: Event...,
        identifiers: IdentifierStyle = .short,
        level: Logger.Level = .info,
        loggerLevel: Logger.Level = .trace
    ) -> [InMemoryLogHandler.Entry] {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "test", factory: { _ in handler })
        logger.logLevel = loggerLevel
        let observer = LoggingObserver<String>(logger: logger, identifiers: identifiers, sessionLevel: level)
        for event in events where observer.interests.contains(event.kind) {
            observer.sessionDid(event)
        }
        return handler.entries
    }

    private func lines(_ events: Event...) -> [String] {
        events.flatMap { entries($0) }.map { "\($0.level) \($0.message)" }
    }

    @Test func theGuidesLines() {
        #expect(
            lines(
                .sample(.created, id: "conv-1234", incarnation: 1, active: 5),
                .sample(
                    .expired,
                    id: "conv-5678",
                    incarnation: 1,
                    idle: .milliseconds(1_850_999),
                    reason: .expired(.idle)
                ),
                .sample(.cleanup, cleanup: .init(removed: 3, remaining: 12, lateness: .zero)),
                .sample(.deleted, id: "conv-abcd", incarnation: 1, reason: .deleted),
                .sample(.shutdown)
            ) == [
                "info [SESSION] Created: conv-123 (total active: 5)",
                "info [SESSION] Expired: conv-567 (inactive for 1850s)",
                "info [SESSION] Cleanup: Removed 3 expired sessions (12 remaining)",
                "info [SESSION] Manually deleted session: conv-abc",
                "notice [SESSION] Shutdown: Cleanup interval cleared",
            ]
        )
    }

    @Test func theGuidesQuickStart() throws {
        let (logger, log) = inMemoryLogger()
        let clock = ManualClock()
        let manager = SessionManager<String>(observers: [LoggingObserver(logger: logger)], clock: clock)
        try manager.create("conv-123", "chat-456")
        clock.advance(by: .seconds(1_850))
        manager.cleanup()
        manager.cleanup()
        try manager.create("conv-abcdef", "chat-789")
        try manager.delete("conv-abcdef")
        manager.shutdown()
        manager.shutdown()
        #expect(
            log.entries.map { "\($0.message)" } == [
                "[SESSION] Created: conv-123 (total active: 1)",
                "[SESSION] Expired: conv-123 (inactive for 1850s)",
                "[SESSION] Cleanup: Removed 1 expired sessions (0 remaining)",
                "[SESSION] Created: conv-abc (total active: 1)",
                "[SESSION] Manually deleted session: conv-abc",
                "[SESSION] Shutdown: Cleanup interval cleared",
            ]
        )
    }

    @Test func otherEventsHaveTheirOwnLines() {
        let change = PolicyChangeDetails(
            old: SessionPolicy(),
            new: SessionPolicy(
                idleTimeout: .milliseconds(1_500),
                lifetime: .hours(1),
                cleanupInterval: .minutes(5),
                maximumSessions: 7,
                overflow: .evict,
                maximumBytes: 1_000,
                maximumBytesPerSession: 100
            ),
            sessionsPastDeadline: 4
        )
        #expect(
            lines(
                .sample(.deleted, id: "a", incarnation: 1, idle: .seconds(3), reason: .replaced),
                .sample(.deleted, id: "a", incarnation: 1, idle: .seconds(3), reason: .evicted(.capacity)),
                .sample(.deleted, id: "a", incarnation: 1, idle: .seconds(3), reason: .evicted(.ownerLimit)),
                .sample(
                    .expired,
                    id: "a",
                    incarnation: 1,
                    idle: .seconds(3),
                    age: .seconds(3_601),
                    reason: .expired(.lifetime)
                ),
                .sample(.policyChanged, policyChange: change),
                .sample(
                    .policyChanged,
                    policyChange: .init(old: SessionPolicy(), new: SessionPolicy(), sessionsPastDeadline: 0)
                )
            ) == [
                "info [SESSION] Replaced: a (inactive for 3s)",
                "warning [SESSION] Evicted: a (too many sessions, inactive for 3s)",
                "warning [SESSION] Evicted: a (too many sessions of its owner, inactive for 3s)",
                "info [SESSION] Expired: a (lifetime over after 3601s)",
                "notice [SESSION] Policy changed: timeout 1800s to 1.5s, lifetime none to 3600s, "
                    + "cleanup-interval 600s to 300s, max-sessions 10000000 to 7, when-full reject to evict, "
                    + "max-bytes none to 1000, max-bytes-per-session none to 100 "
                    + "(4 sessions past their deadline)",
                "notice [SESSION] Policy changed: nothing (0 sessions past their deadline)",
            ]
        )
    }

    @Test func aChangeOfTimeoutsHasALine() {
        func line(_ change: TimeoutsChangeDetails) -> [String] {
            lines(SessionEvent(.timeoutsChanged, id: "a", value: "value", timeoutsChange: change))
        }
        #expect(
            line(
                .init(
                    old: Timeouts(lifetime: .seconds(60)),
                    new: Timeouts(idle: .hours(720), lifetime: .hours(1))
                )
            )
                == ["info [SESSION] Timeouts changed: a (timeout default to 2592000s, lifetime 60s to 3600s)"]
        )
        #expect(line(.init()) == ["info [SESSION] Timeouts changed: a (nothing)"])
    }

    @Test func aDeletionSaysWhyAndByWhom() throws {
        func line(_ deletion: DeletionDetails) throws -> InMemoryLogHandler.Entry {
            let event = Event.sample(.deleted, id: "a", incarnation: 1, reason: .deleted, deletion: deletion)
            return try #require(entries(event).first)
        }
        let both = try line(DeletionDetails(reason: .signedOut, by: "al\u{1B}ice"))
        #expect("\(both.message)" == "[SESSION] Manually deleted session: a (signedOut by al\\u{1b}ice)")
        #expect(both.metadata["session.deletion_reason"] == "signedOut")
        #expect(both.metadata["session.deleted_by"] == "al\\u{1b}ice")
        let reason = try line(DeletionDetails(reason: .revoked))
        #expect("\(reason.message)" == "[SESSION] Manually deleted session: a (revoked)")
        #expect(reason.metadata["session.deleted_by"] == nil)
        let by = try line(DeletionDetails(by: "root"))
        #expect("\(by.message)" == "[SESSION] Manually deleted session: a (by root)")
        #expect(by.metadata["session.deletion_reason"] == nil)
    }

    /// The line names no owner: it may be an address of a person.
    @Test func anOwnerMismatchHasALine() throws {
        let (logger, log) = inMemoryLogger()
        let manager = SessionManager<String>(
            observers: [LoggingObserver(logger: logger)],
            clock: ManualClock()
        )
        try manager.create("a", "value", attributes: SessionAttributes(owner: "alice"))
        #expect(manager.session("a", owner: "bob") == nil)
        let entry = try #require(log.entries.last)
        #expect("\(entry.message)" == "[SESSION] Owner mismatch: an access to a stated another owner")
        #expect(entry.level == .warning)
        #expect(!"\(entry)".contains("alice") && !"\(entry)".contains("bob"))
    }

    @Test func aRotationHasALine() throws {
        let (logger, log) = inMemoryLogger()
        let manager = SessionManager<String>(
            observers: [LoggingObserver(logger: logger)],
            clock: ManualClock()
        )
        try manager.create("before-login", "value")
        try manager.rotate("before-login", to: "after-login")
        let entry = try #require(log.entries.last)
        #expect("\(entry.level) \(entry.message)" == "info [SESSION] Rotated: before-l is now after-lo")
        #expect(entry.metadata["session.id"] == "after-lo")
    }

    @Test func silence() {
        #expect(
            lines(
                .sample(.cleanup, cleanup: .init(removed: 0, remaining: 12, lateness: .zero)),
                .sample(.updated, id: "a", incarnation: 1),
                .sample(.restored, active: 12),
                .sample(.accessed, id: "a", incarnation: 1)
            ) == []
        )
        #expect(entries(.sample(.created, id: "a", incarnation: 1), loggerLevel: .notice).isEmpty)
    }

    @Test func levelOfSessionLines() {
        let created = Event.sample(.created, id: "a", incarnation: 1)
        #expect(entries(created, level: .debug).map(\.level) == [.debug])
        #expect(entries(created, level: .debug, loggerLevel: .info).isEmpty)
    }

    @Test func hostileIdsReachNeitherLineNorMetadata() throws {
        let id = "x\r\n\u{1B}[2J\u{202E}\0"
        for style in [IdentifierStyle.short, .digest(secret: "s")] {
            for event: Event in [
                .sample(.created, id: id, incarnation: 1),
                .sample(.expired, id: id, incarnation: 1, reason: .expired(.idle)),
                .sample(.deleted, id: id, incarnation: 1, reason: .deleted),
                .sample(.deleted, id: id, incarnation: 1, reason: .replaced),
                .sample(.deleted, id: id, incarnation: 1, reason: .evicted(.capacity)),
            ] {
                let entry = try #require(entries(event, identifiers: style).first)
                let shown = "\(entry.message) \(entry.metadata)"
                #expect(shown.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(shown)")
            }
        }
        let line = try #require(entries(.sample(.created, id: id, incarnation: 1)).first)
        #expect(
            "\(line.message)" == "[SESSION] Created: x\\u{d}\\u{a}\\u{1b}[2J\\u{202e}\\u{0} (total active: 0)"
        )
    }

    @Test func digestHidesTheId() throws {
        let entry = try #require(
            entries(.sample(.created, id: "secret-1", incarnation: 1), identifiers: .digest()).first
        )
        #expect(!"\(entry.message) \(entry.metadata)".contains("secret"))
    }

    @Test func metadata() throws {
        let expired = try #require(
            entries(
                .sample(
                    .expired,
                    id: "conv-5678",
                    incarnation: 77,
                    idle: .milliseconds(1_850_500),
                    age: .seconds(4_000),
                    lag: .milliseconds(50_500),
                    reason: .expired(.idle),
                    cause: .cleanup,
                    active: 3
                )
            ).first
        )
        #expect(
            expired.metadata == [
                "session.event": "expired", "session.cause": "cleanup", "session.id": "conv-567",
                "session.incarnation": "77", "session.reason": "expired(idle)",
                "session.idle_ms": "1850500", "session.age_ms": "4000000",
                "session.expiry_lag_ms": "50500", "sessions.active": "3",
            ]
        )
        let cleanup = try #require(
            entries(
                .sample(
                    .cleanup,
                    cause: .cleanup,
                    active: 12,
                    cleanup: .init(removed: 3, remaining: 12, lateness: .milliseconds(7))
                )
            ).first
        )
        #expect(
            cleanup.metadata == [
                "session.event": "cleanup", "session.cause": "cleanup", "sessions.active": "12",
                "cleanup.removed": "3", "cleanup.remaining": "12", "cleanup.lateness_ms": "7",
            ]
        )
    }

    @Test func settingsHaveTheObserversPrefix() {
        let settings = ObserverSettings.Logging.all
        #expect(settings.map(\.key).allSatisfy { $0.hasPrefix("observers.logging.") })
        #expect(
            settings.contains { $0.key == "observers.logging.enabled" && $0.defaultValue == .boolean(true) }
        )
        #expect(settings.filter(\.isSecret).map(\.key) == ["observers.logging.digest-secret"])
    }
}
