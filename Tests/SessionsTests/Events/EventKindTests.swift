import Testing

@testable import Sessions

@Suite("Kinds of events, causes and reasons") struct EventKindTests {
    private let names: [(kind: SessionEventKind, name: String)] = [
        (.created, "created"), (.restored, "restored"), (.updated, "updated"), (.accessed, "accessed"),
        (.rotated, "rotated"), (.expired, "expired"), (.deleted, "deleted"), (.cleanup, "cleanup"),
        (.policyChanged, "policyChanged"), (.shutdown, "shutdown"), (.mismatch, "mismatch"),
        (.timeoutsChanged, "timeoutsChanged"), (.expiring, "expiring"),
    ]

    @Test("Each kind has its name and its own bit")
    func eventKinds() {
        for (kind, name) in names {
            #expect(kind.description == name)
            let mask = EventKindMask([kind])
            #expect(SessionEventKind.allCases.filter { mask.contains($0) } == [kind])
        }
        #expect(Set(names.map(\.kind)) == .all)
        #expect(SessionEventKind.allCases.count == names.count)
        let none = EventKindMask([])
        #expect(!SessionEventKind.allCases.contains { none.contains($0) })
        let lifecycle = Set<SessionEventKind>.lifecycle
        #expect(Set<SessionEventKind>.all.subtracting(lifecycle) == [.accessed, .expiring])
    }

    /// The counters are stored by position, so a reason past them would write into other memory.
    @Test("Each end reason has its position and a counter")
    func reasonsHaveCounters() {
        #expect(EndReason.allCases.map(\.ordinal) == Array(EndReason.allCases.indices))
        #expect(MemoryLayout<InlineCounters>.size == EndReason.allCases.count * MemoryLayout<Int>.size)
    }

    @Test("Each cause has its name")
    func causes() {
        let causes: [SessionEventCause] = [
            .create, .access, .update, .rotate, .delete, .cleanup, .policyChange, .restore, .shutdown,
            .attributes, .timeoutsChange,
        ]
        #expect(
            causes.map(\.description) == [
                "create", "access", "update", "rotate", "delete", "cleanup", "policyChange", "restore",
                "shutdown", "attributes", "timeoutsChange",
            ]
        )
        #expect(Set(causes).count == causes.count)
    }

    @Test("Each reason has its name, its timeout or limit, and its place among the counters")
    func reasons() {
        #expect(
            EndReason.allCases.map(\.description) == [
                "expired(idle)", "expired(lifetime)", "deleted", "replaced", "evicted(capacity)",
                "evicted(ownerLimit)",
            ]
        )
        #expect(EndReason.allCases.map(\.ordinal) == Array(EndReason.allCases.indices))
        #expect(EndReason.allCases.map(\.timeout) == [.idle, .lifetime, nil, nil, nil, nil])
        #expect(EndReason.allCases.map(\.limit) == [nil, nil, nil, nil, .capacity, .ownerLimit])
        #expect(
            EndReason.allCases.map(\.eventKind) == [
                .expired, .expired, .deleted, .deleted, .deleted, .deleted,
            ]
        )
        #expect(
            EndReason.Timeout.idle.description == "idle"
                && EndReason.Timeout.lifetime.description == "lifetime"
        )
        #expect(EndReason.Limit.capacity.description == "capacity")
        #expect(EndReason.Limit.ownerLimit.description == "ownerLimit")
    }

    @Test("A switch can have cases for reasons with and without a timeout")
    func patterns() {
        func text(_ reason: EndReason?) -> String {
            switch reason {
            case .expired(.idle): "idle"
            case .evicted(.capacity), .evicted(.ownerLimit): "evicted"
            case .deleted: "deleted"
            case nil: "none"
            default: "other"
            }
        }
        #expect(
            EndReason.allCases.map(text) == ["idle", "other", "deleted", "other", "evicted", "evicted"]
        )
        #expect(text(nil) == "none")
    }

    @Test("A kind, a cause and a reason take a byte each")
    func size() {
        #expect(MemoryLayout<SessionEventKind>.size == 1 && MemoryLayout<SessionEventCause>.size == 1)
        #expect(MemoryLayout<EndReason>.size == 1)
    }
}
