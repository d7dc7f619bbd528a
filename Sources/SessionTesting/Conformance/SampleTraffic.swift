import Sessions

/// The traffic of the conformance suites. It produces every kind of event that a manager can emit.
enum SampleTraffic {
    /// Ids that break careless code: the empty id, the longest id, line breaks, NUL, escape sequences,
    /// bidirectional controls, and two ids that are canonically equivalent but different.
    static let hostileIds = [
        "", String(repeating: "x", count: SessionManager<Never>.maximumIdentifierLength), "line\r\nbreak",
        "nul\u{0}", "\u{1B}[31mred",
        "\u{202E}drawkcab",
        "caf\u{E9}", "cafe\u{301}", "\"quoted\"", "{json}", "%n%s", "../../etc/passwd", "🙂",
    ]

    /// Runs sessions through every possible life: created, accessed, updated, with other timeouts, replaced, deleted,
    /// evicted, about to expire, and expired for both reasons. It also runs a cleanup, changes the policy and shuts the manager down.
    static func wholeLives<Value>(of manager: SessionManager<Value>, _ clock: ManualClock, value: Value)
        throws
    {
        try manager.create("deleted", value)
        manager.touch("deleted")
        manager.update("deleted") { $0 = value }
        try manager.setTimeouts("deleted", Timeouts(idle: .minutes(1)))
        try manager.delete("deleted", reason: .signedOut, by: "the user")
        try manager.create("replaced", value)
        try manager.create("replaced", value)
        try manager.create("idle", value, timeouts: Timeouts(idle: .seconds(1)))
        try manager.create("old", value, timeouts: Timeouts(lifetime: .seconds(2)))
        clock.advance(by: .seconds(3))
        manager.cleanup()
        try manager.apply(SessionPolicy(idleTimeout: .minutes(5), maximumSessions: 1, overflow: .evict))
        try manager.create("evicting", value)
        try manager.apply(SessionPolicy(idleTimeout: .seconds(5), warnBefore: .seconds(2)))
        clock.advance(by: .seconds(4))
        manager.cleanup()
        try manager.apply(SessionPolicy())
        for id in hostileIds {
            try manager.create(id, value)
            try manager.delete(id)
        }
        manager.shutdown()
    }
}
