import SessionPersistence
import Sessions

/// The checks that a store keeps the attributes of sessions: owner, keys, descriptor and the rest.
enum StoreAttributeChecks {
    private static let longest = String(repeating: "ö", count: SessionAttributes.maximumKeyLength / 2)

    /// Attributes at the bounds of what a session may have.
    private static let samples: [SessionAttributes] = [
        SessionAttributes(owner: "alice", handle: SessionHandle(rawValue: 1)),
        SessionAttributes(owner: "bob", keys: ["device:7"], handle: SessionHandle(rawValue: .max)),
        // Equal as Swift strings, but different bytes: different owners and keys.
        SessionAttributes(owner: "e\u{301}", keys: ["\u{E9}", "e\u{301}"]),
        SessionAttributes(owner: "\u{E9}", keys: ["e\u{301}", "\u{E9}"]),
        SessionAttributes(owner: "a\u{0}b", keys: ["\u{0}", "a", "a\u{0}", "'; --"]),
        // The order of keys is kept.
        SessionAttributes(
            owner: longest,
            keys: (1...SessionAttributes.maximumKeys).reversed().map { "key \($0)" }
        ),
        SessionAttributes(keys: [longest]),
        SessionAttributes(
            owner: "carol",
            keys: ["tenant:1"],
            descriptor: SessionDescriptor(
                label: "Carol's \u{1F4F1}",
                address: "2001:db8::7",
                userAgent: "Mozilla/5.0 (\"quoted\"; \u{0}\r\n)",
                details: ["e\u{301}": "\u{E9}", "": "", "a\u{0}": "\u{0}", "\"": "\\"]
            ),
            authenticatedAt: WallTime(nanosecondsSinceEpoch: -1),
            handle: SessionHandle(rawValue: UInt64(Int64.max) + 1)
        ),
        SessionAttributes(
            descriptor: SessionDescriptor(
                label: String(repeating: "l", count: SessionDescriptor.maximumLength - 32),
                details: Dictionary(
                    uniqueKeysWithValues: (1...SessionDescriptor.maximumDetails)
                        .map { (String(UnicodeScalar(UInt8(96 + $0))), "v") }
                )
            ),
            authenticatedAt: WallTime(nanosecondsSinceEpoch: .max)
        ),
        SessionAttributes(descriptor: SessionDescriptor()),
        SessionAttributes(descriptor: SessionDescriptor(label: "", address: "", userAgent: "")),
        SessionAttributes(authenticatedAt: WallTime(nanosecondsSinceEpoch: .min)),
        SessionAttributes(
            authenticatedAt: WallTime(nanosecondsSinceEpoch: 0),
            handle: SessionHandle(rawValue: 0)
        ),
    ]

    private static func session(
        _ id: String,
        _ number: UInt64,
        epoch: UInt64,
        _ attributes: SessionAttributes?
    ) -> StoredSession {
        var session = StoreProbe.session(id, number, epoch: epoch, created: Int64(number))
        session.attributes = attributes
        return session
    }

    static let all = [
        StoreCheck("attributes") { probe in
            let epoch = try await probe.open().epoch
            // Sessions without attributes between the others must stay without.
            let sessions = samples.enumerated().flatMap { place, attributes in
                [
                    session("\(place)", UInt64(2 * place + 1), epoch: epoch, attributes),
                    session("plain \(place)", UInt64(2 * place + 2), epoch: epoch, nil),
                ]
            }
            try await probe.store.commit(sessions.map { .put($0) }, at: StoreProbe.wallTime)
            try await probe.expectAttributes(sessions, "after a put")
            try await probe.store.commit(sessions.map { .put($0) }, at: StoreProbe.wallTime)
            try await probe.expectAttributes(sessions, "after the same put again")
            await probe.store.close()
            try await probe.open()
            try await probe.expectAttributes(sessions, "after another opening")
        },
        StoreCheck("attributes that change") { probe in
            let epoch = try await probe.open().epoch
            let first = SessionAttributes(
                owner: "alice",
                keys: ["a", "b", "c"],
                descriptor: SessionDescriptor(label: "phone", details: ["a": "1", "b": "2"]),
                authenticatedAt: StoreProbe.wallTime,
                handle: SessionHandle(rawValue: 7)
            )
            let later: [(String, SessionAttributes?)] = [
                ("fewer keys", SessionAttributes(owner: "alice", keys: ["c"], handle: first.handle)),
                ("as many other keys", SessionAttributes(owner: "alice", keys: ["d"], handle: first.handle)),
                ("the first ones", first),
                ("keys in another order", SessionAttributes(owner: "alice", keys: ["c", "b", "a"])),
                ("more keys", SessionAttributes(owner: "alice", keys: ["c", "b", "a", "d"])),
                ("an owner of other bytes", SessionAttributes(owner: "e\u{301}", keys: ["e\u{301}"])),
                ("an owner of equivalent bytes", SessionAttributes(owner: "\u{E9}", keys: ["\u{E9}"])),
                ("a descriptor in place of the rest", SessionAttributes(descriptor: first.descriptor)),
                ("fewer details", SessionAttributes(descriptor: SessionDescriptor(details: ["b": "2"]))),
                ("none", nil),
                ("an owner alone", SessionAttributes(owner: "alice")),
                ("a key alone", SessionAttributes(keys: ["a"])),
                ("none", nil),
            ]
            let other = session("other", 1, epoch: epoch, first)
            try await probe.commit(.put(other), .put(session("a", 2, epoch: epoch, first)))
            for (what, attributes) in later {
                let changed = session("a", 2, epoch: epoch, attributes)
                try await probe.commit(.put(changed))
                try await probe.expectAttributes([other, changed], "a later put with \(what)")
            }
        },
        StoreCheck("attributes of the next session") { probe in
            let epoch = try await probe.open().epoch
            let attributes = SessionAttributes(owner: "alice", keys: ["a", "b"])
            let first = session("a", 1, epoch: epoch, attributes)
            try await probe.commit(.put(first))
            let replaced = session("a", 2, epoch: epoch, nil)
            try await probe.commit(.put(replaced))
            try await probe.expectAttributes(
                [replaced],
                "a session without attributes that replaced one with them"
            )
            try await probe.commit(.put(session("b", 3, epoch: epoch, attributes)))
            try await probe.commit(.ended(id: "b", Incarnation(rawValue: epoch << 40 | 3)))
            let next = session("c", 4, epoch: epoch, nil)
            try await probe.commit(.put(next))
            try await probe.expectAttributes(
                [replaced, next],
                "a session created after one with attributes ended"
            )
            let restored = session("d", 5, epoch: epoch, nil)
            try await probe.commit(.put(session("d", 4, epoch: epoch, attributes)))
            try await probe.commit(.removedAll, .put(restored))
            try await probe.expectAttributes([restored], "a session put after all were removed")
        },
        StoreCheck("attributes that must stay") { probe in
            let epoch = try await probe.open().epoch
            var kept = session("a", 2, epoch: epoch, SessionAttributes(owner: "alice", keys: ["a"]))
            try await probe.commit(.put(kept))
            kept.lastAccessedAt = kept.lastAccessedAt.advanced(by: .seconds(60))
            try await probe.commit(.accessed(id: "a", kept.incarnation, at: kept.lastAccessedAt))
            try await probe.expectAttributes([kept], "an access")
            try await probe.commit(
                .put(session("a", 1, epoch: epoch, SessionAttributes(owner: "bob"))),
                .ended(id: "a", Incarnation(rawValue: epoch << 40 | 1))
            )
            try await probe.expectAttributes([kept], "a put and an end of an older incarnation")
            await probe.store.close()
            let next = try await probe.open().epoch
            try await probe.commit(
                .put(session("never stored", 9, epoch: epoch, SessionAttributes(owner: "bob", keys: ["b"])))
            )
            kept.attributes = SessionAttributes(owner: "carol", keys: ["c"])
            try await probe.commit(.put(kept))
            try await probe.expectAttributes([kept], "a put of an earlier epoch's session")
            let newer = session("x", 3, epoch: next, nil)
            try await probe.commit(.put(newer))
            try await probe.expectAttributes(
                [kept, newer],
                "a session without attributes beside one with them"
            )
        },
        StoreCheck("attributes under another id") { probe in
            let epoch = try await probe.open().epoch
            func session(_ id: String, _ number: UInt64, _ attributes: SessionAttributes?) -> StoredSession {
                Self.session(id, number, epoch: epoch, attributes)
            }
            func move(_ old: StoredSession, to new: StoredSession, _ what: String) async throws {
                try await probe.commit(.renamed(previous: old.id, old.incarnation, new))
                try await probe.expectAttributes([new], what)
            }
            let attributes = SessionAttributes(
                owner: "alice",
                keys: ["a", "b"],
                handle: SessionHandle(rawValue: 5)
            )
            let first = session("a", 1, attributes)
            try await probe.commit(.put(first))
            let second = session("b", 2, attributes)
            try await move(first, to: second, "a session under another id")
            let third = session("c", 3, SessionAttributes(owner: "bob", keys: ["b"]))
            try await move(second, to: third, "a session that got another id and other attributes")
            let fourth = session("d", 4, nil)
            try await move(third, to: fourth, "a session that got another id and no attributes")
            let fifth = session("e", 5, attributes)
            try await move(fourth, to: fifth, "a session that got another id and attributes")
            try await probe.commit(
                .put(session("f", 1, SessionAttributes(owner: "carol", keys: ["a", "c"])))
            )
            let sixth = session("f", 6, nil)
            try await move(fifth, to: sixth, "a session that replaced another one under its new id")
            let seventh = session("h", 7, attributes)
            try await probe.commit(.removedAll)
            try await move(
                session("g", 7, nil),
                to: seventh,
                "a session that was not stored under its old id"
            )
        },
    ]
}

extension StoreProbe {
    /// Expects these sessions in this order, with exactly these attributes: byte by byte, because Swift compares
    /// strings by canonical equivalence.
    fileprivate func expectAttributes(_ expected: [StoredSession], _ what: String) async throws {
        let kept = try await kept()
        try await expectKept(expected, what)
        for (kept, expected) in zip(kept, expected) {
            try expect(
                kept.attributes?.bytes == expected.attributes?.bytes,
                "\(what): expected the attributes \(expected.attributes as Any) of \(expected.id), it keeps "
                    + "\(kept.attributes as Any)"
            )
        }
    }
}

extension SessionAttributes {
    /// The bytes of all texts, to compare them exactly.
    fileprivate var bytes: [[UInt8]?] {
        let details = (descriptor?.details ?? [:]).sorted {
            $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }
        let texts = [owner, descriptor?.label, descriptor?.address, descriptor?.userAgent] + keys
        return (texts + details.flatMap { [$0.key, $0.value] }).map { $0.map { Array($0.utf8) } }
    }
}
