import Sessions

/// What the conformance suites let a manager do, so that every kind of event that it can make comes up.
enum SampleTraffic {
    /// Ids that break what is careless with them: empty, of the greatest length, with line breaks, NUL, escape
    /// sequences and controls of direction, and two that are canonically equivalent but different.
    static let hostileIds = [
        "", String(repeating: "x", count: 256), "line\r\nbreak", "nul\u{0}", "\u{1B}[31mred",
        "\u{202E}drawkcab",
        "caf\u{E9}", "cafe\u{301}", "\"quoted\"", "{json}", "%n%s", "../../etc/passwd", "🙂",
    ]

    /// A life of each kind: created, accessed, updated, replaced, deleted, evicted, expired for both reasons;
    /// a cleanup, a change of policy, and at the end the shutdown.
    static func wholeLives<Value>(of manager: SessionManager<Value>, _ clock: ManualClock, value: Value)
        throws
    {
        try manager.create("deleted", value)
        manager.touch("deleted")
        manager.update("deleted") { $0 = value }
        try manager.delete("deleted")
        try manager.create("replaced", value)
        try manager.create("replaced", value)
        try manager.create("idle", value, timeouts: Timeouts(idle: .seconds(1)))
        try manager.create("old", value, timeouts: Timeouts(lifetime: .seconds(2)))
        clock.advance(by: .seconds(3))
        manager.cleanup()
        try manager.apply(SessionPolicy(idleTimeout: .minutes(5), maximumSessions: 1, overflow: .evict))
        try manager.create("evicting", value)
        try manager.apply(SessionPolicy())
        for id in hostileIds {
            try manager.create(id, value)
            try manager.delete(id)
        }
        manager.shutdown()
    }
}
