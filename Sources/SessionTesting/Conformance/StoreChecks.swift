import SessionPersistence
import Sessions

/// The checks that need a single store.
enum StoreChecks {
    private static func session(
        _ id: String,
        _ number: UInt64,
        epoch: UInt64 = 1,
        created: Int64 = 0,
        value: String = "{}"
    ) -> StoredSession {
        StoreProbe.session(id, number, epoch: epoch, created: created, value: value)
    }

    static let all = opening + keeping + ending + renaming + StoreAttributeChecks.all

    // MARK: Opening

    private static let opening = [
        StoreCheck("epochs") { probe in
            let first = try await probe.open()
            try probe.expect(first.epoch >= 1, "the first epoch is \(first.epoch); begin with 1")
            try probe.expect(first.count == 0, "a new store is not empty: it counts \(first.count)")
            try probe.expect(first.lastCommit == nil, "a new store has a last commit")
            try probe.expect(!first.isContinuation, "a new store is a continuation")
            await probe.store.close()
            let second = try await probe.open()
            try probe.expect(
                second.epoch > first.epoch,
                "epoch \(second.epoch) follows epoch \(first.epoch); a new epoch must be greater"
            )
            try probe.expect(second.lastCommit == StoreProbe.wallTime, "the last commit's time was not kept")
            try probe.expect(!second.isContinuation, "a new epoch is a continuation")
            await probe.store.close()
            let earlier = StoreProbe.wallTime.advanced(by: .seconds(-60))
            let third = try await probe.store.open(resuming: nil, at: earlier)
            try probe.expect(third.lastCommit == StoreProbe.wallTime, "the last commit's time was not kept")
            await probe.store.close()
            let fourth = try await probe.store.open(resuming: nil, at: earlier)
            try probe.expect(
                fourth.lastCommit == StoreProbe.wallTime,
                "an opening by a clock that was set back changed the last commit's time"
            )
        },
        StoreCheck("opening twice") { probe in
            try await probe.open()
            try await probe.expectError(.inUse, "a second open without a close") { try await probe.open() }
            try await probe.commit(.put(session("a", 1)))
        },
        StoreCheck("resuming an epoch") { probe in
            let first = try await probe.open()
            let kept = session("a", 1, epoch: first.epoch)
            try await probe.commit(.put(kept))
            await probe.store.close()
            let second = try await probe.open(resuming: first.epoch)
            try probe.expect(second.epoch == first.epoch, "epoch \(first.epoch) became \(second.epoch)")
            try probe.expect(second.isContinuation, "the store's own commits are not a continuation")
            try probe.expect(second.count == 1, "it counts \(second.count) sessions, not 1")
            try await probe.expectKept([kept], "after it was closed and opened again")
        },
        StoreCheck("resuming a past epoch") { probe in
            let first = try await probe.open()
            await probe.store.close()
            try await probe.open()
            await probe.store.close()
            try await probe.expectError(.superseded, "an epoch below the store's") {
                try await probe.open(resuming: first.epoch)
            }
        },
        StoreCheck("a closed store") { probe in
            await probe.store.close()
            try await probe.expectError(.notOpen, "commit") { try await probe.commit() }
            try await probe.expectError(.notOpen, "load") { _ = try await probe.kept() }
            try await probe.open()
            await probe.store.close()
            await probe.store.close()
            try await probe.expectError(.notOpen, "commit") { try await probe.commit() }
        },
    ]

    // MARK: Keeping

    private static let keeping = [
        StoreCheck("every field") { probe in
            let epoch = try await probe.open().epoch
            var special = session(
                "special",
                2,
                epoch: epoch,
                created: 1,
                value: "{\"text\":\"\u{1F600} \\u0000\"}"
            )
            special.timeouts = Timeouts(idle: .nanoseconds(1_500_000_001), lifetime: .hours(24 * 36_500))
            var idle = session("idle", 3, epoch: epoch, created: 2, value: "")
            idle.timeouts = Timeouts(idle: .milliseconds(1))
            idle.versionNumber = .max
            var early = session("early", 1, epoch: epoch)
            early.versionNumber = 0
            early.createdAt = WallTime(nanosecondsSinceEpoch: -1)
            try await probe.commit(.put(special), .put(idle), .put(early))
            try await probe.expectKept([early, special, idle], "after a put")
            await probe.store.close()
            try await probe.open()
            try await probe.expectKept([early, special, idle], "after a put and another opening")
        },
        StoreCheck("ids of any bytes") { probe in
            let epoch = try await probe.open().epoch
            // The last two ids are equal as Swift strings but differ in their bytes: they are two sessions.
            let ids = [
                "", "\u{0}", "a\u{0}b", "a", "\r\n\u{1B}[31m",
                String(repeating: "x", count: SessionManager<Never>.maximumIdentifierLength), "'; --",
                "e\u{301}", "\u{E9}",
            ]
            let sessions = ids.enumerated().map { place, id in
                session(id, UInt64(place + 1), epoch: epoch, created: Int64(place))
            }
            try await probe.commit(.removedAll)
            for session in sessions { try await probe.commit(.put(session)) }
            let kept = try await probe.kept()
            try probe.expect(
                kept.map { Array($0.id.utf8) } == ids.map { Array($0.utf8) },
                "it keeps \(kept.map(\.id)) for \(ids)"
            )
        },
        StoreCheck("the order of creation") { probe in
            let epoch = try await probe.open().epoch
            var sessions = (0..<2_000).map { number in
                session("\(number)", UInt64(number + 1), epoch: epoch, created: Int64(number / 3))
            }
            let expected = sessions
            sessions.sort { ($0.id.hashValue) < ($1.id.hashValue) }
            try await probe.store.commit(sessions.map { .put($0) }, at: StoreProbe.wallTime)
            try await probe.expectKept(expected, "2,000 sessions")
        },
        StoreCheck("a value that changes") { probe in
            let epoch = try await probe.open().epoch
            try await probe.commit(.put(session("a", 1, epoch: epoch)))
            var changed = session("a", 1, epoch: epoch, created: 5, value: "{\"changed\":true}")
            changed.versionNumber += 1
            try await probe.commit(.put(changed), .put(changed))
            try await probe.expectKept([changed], "the same incarnation put again")
        },
        StoreCheck("an access") { probe in
            let epoch = try await probe.open().epoch
            var kept = session("a", 2, epoch: epoch)
            try await probe.commit(.put(kept))
            let later = kept.lastAccessedAt.advanced(by: .seconds(60))
            try await probe.commit(
                .accessed(
                    id: "a",
                    Incarnation(rawValue: kept.incarnation.rawValue - 1),
                    at: .init(nanosecondsSinceEpoch: 1)
                ),
                .accessed(id: "none", kept.incarnation, at: later)
            )
            try await probe.expectKept([kept], "an access of another incarnation, and of no session")
            kept.lastAccessedAt = later
            try await probe.commit(.accessed(id: "a", kept.incarnation, at: later))
            try await probe.expectKept([kept], "an access")
        },
        StoreCheck("an older incarnation") { probe in
            let epoch = try await probe.open().epoch
            let newer = session("a", 9, epoch: epoch, value: "\"newer\"")
            try await probe.commit(.put(newer))
            try await probe.commit(.put(session("a", 8, epoch: epoch, value: "\"older\"")))
            try await probe.expectKept([newer], "an older incarnation put over a newer one")
            let newest = session("a", 10, epoch: epoch, value: "\"newest\"")
            try await probe.commit(.put(newest))
            try await probe.expectKept([newest], "a newer incarnation put over an older one")
        },
        StoreCheck("an earlier epoch") { probe in
            let epoch = try await probe.open().epoch
            var kept = session("kept", 1, epoch: epoch)
            try await probe.commit(.put(kept), .put(session("ended", 2, epoch: epoch)))
            try await probe.commit(.ended(id: "ended", session("ended", 2, epoch: epoch).incarnation))
            await probe.store.close()
            try await probe.open()
            try await probe.commit(
                .put(session("ended", 2, epoch: epoch)),
                .put(session("never stored", 3, epoch: epoch))
            )
            try await probe.expectKept([kept], "sessions of an earlier epoch that are not kept, put late")
            kept.value = Array("\"changed\"".utf8)
            kept.versionNumber += 1 << 40
            try await probe.commit(.put(kept))
            try await probe.expectKept([kept], "a session of an earlier epoch that is kept, put again")
        },
        StoreCheck("removing all") { probe in
            let epoch = try await probe.open().epoch
            try await probe.commit(.put(session("a", 1, epoch: epoch)), .put(session("b", 2, epoch: epoch)))
            let later = session("c", 3, epoch: epoch)
            try await probe.commit(.removedAll, .put(later))
            try await probe.expectKept([later], "all removed, and one put after it")
            // A restored session, in a file that replaced a removed one.
            let restored = session("d", 9, epoch: epoch - 1)
            try await probe.commit(.removedAll, .put(restored))
            try await probe.expectKept([restored], "all removed, and one of an earlier epoch put after it")
            await probe.store.close()
            try await probe.open()
            let earlier = session("d", 4, epoch: epoch)
            try await probe.commit(.removedAll)
            try await probe.commit(.put(earlier))
            try await probe.expectKept([earlier], "a session of an earlier epoch, put after all were removed")
        },
        StoreCheck("an empty commit") { probe in
            try await probe.open()
            try await probe.commit()
            try await probe.expectKept([], "nothing")
        },
        StoreCheck("an interrupted load") { probe in
            struct Stop: Error {}
            let epoch = try await probe.open().epoch
            let kept = session("a", 1, epoch: epoch)
            try await probe.commit(.put(kept))
            try await probe.expectError(.interrupted, "a receiver that throws") {
                do {
                    try await probe.store.load { _ in throw Stop() }
                } catch let error as SessionStoreError {
                    try probe.expect(
                        error.underlyingError is Stop,
                        "load did not rethrow the receiver's error"
                    )
                    throw error
                }
            }
            try await probe.expectKept([kept], "after an interrupted load")
        },
    ]

    // MARK: Ending

    private static let ending = [
        StoreCheck("an end") { probe in
            let epoch = try await probe.open().epoch
            let ended = session("a", 5, epoch: epoch)
            let other = session("b", 6, epoch: epoch)
            try await probe.commit(.put(ended), .put(other))
            try await probe.commit(.ended(id: "a", ended.incarnation), .ended(id: "a", ended.incarnation))
            try await probe.commit(.ended(id: "never stored", ended.incarnation))
            try await probe.expectKept([other], "one of two ended")
        },
        StoreCheck("ended stays ended") { probe in
            let epoch = try await probe.open().epoch
            let ended = session("a", 5, epoch: epoch)
            try await probe.commit(.put(ended))
            try await probe.commit(.ended(id: "a", ended.incarnation))
            try await probe.commit(.put(ended), .put(session("a", 4, epoch: epoch)))
            try await probe.commit(.accessed(id: "a", ended.incarnation, at: StoreProbe.wallTime))
            try await probe.expectKept([], "an ended session, put late")
            let next = session("a", 6, epoch: epoch)
            try await probe.commit(.put(next))
            try await probe.expectKept([next], "the incarnation after one that has ended")
            await probe.store.close()
            try await probe.open(resuming: epoch)
            try await probe.commit(.ended(id: "a", next.incarnation))
            await probe.store.close()
            try await probe.open(resuming: epoch)
            try await probe.commit(.put(next))
            try await probe.expectKept([], "an ended session, put late after the store was opened again")
        },
        StoreCheck("a late end") { probe in
            let epoch = try await probe.open().epoch
            let newer = session("a", 6, epoch: epoch)
            try await probe.commit(.put(newer))
            try await probe.commit(.ended(id: "a", session("a", 5, epoch: epoch).incarnation))
            try await probe.expectKept([newer], "the end of an older incarnation")
        },
        StoreCheck("a create and an end in one commit") { probe in
            let epoch = try await probe.open().epoch
            let first = session("a", 1, epoch: epoch)
            let second = session("a", 2, epoch: epoch)
            try await probe.commit(.put(first), .ended(id: "a", first.incarnation), .put(second))
            try await probe.expectKept([second], "an incarnation and the next")
        },
    ]

    // MARK: Renaming

    private static let renaming = [
        StoreCheck("another id") { probe in
            let epoch = try await probe.open().epoch
            // Incarnations of different ids cannot be compared.
            let old = session("old", 7, epoch: epoch)
            let other = session("x", 2, epoch: epoch, created: 1)
            try await probe.commit(.put(old), .put(other))
            let renamed = session("new", 1, epoch: epoch, value: "\"renamed\"")
            let change = SessionStoreChange.renamed(previous: "old", old.incarnation, renamed)
            try await probe.commit(change)
            try await probe.expectKept([renamed, other], "a session under another id")
            try await probe.commit(.put(old), change)
            try await probe.expectKept([renamed, other], "the old id put late, and the change once more")
        },
        StoreCheck("another id after another opening") { probe in
            let old = session("old", 1, epoch: try await probe.open().epoch)
            try await probe.commit(.put(old))
            await probe.store.close()
            let renamed = session("new", 1, epoch: try await probe.open().epoch)
            try await probe.commit(.renamed(previous: "old", old.incarnation, renamed))
            try await probe.expectKept([renamed], "a session of an earlier epoch under another id")
        },
        StoreCheck("another id for a session that is not stored") { probe in
            let epoch = try await probe.open().epoch
            let renamed = session("new", 1, epoch: epoch)
            try await probe.commit(.renamed(previous: "old", renamed.incarnation, renamed))
            try await probe.expectKept([renamed], "a session that was not stored under its old id")
        },
        StoreCheck("another id that is taken") { probe in
            let epoch = try await probe.open().epoch
            let old = session("old", 2, epoch: epoch)
            try await probe.commit(.put(old), .put(session("new", 1, epoch: epoch)))
            let renamed = session("new", 2, epoch: epoch)
            try await probe.commit(.renamed(previous: "old", old.incarnation, renamed))
            try await probe.expectKept([renamed], "an older session under the new id")
            let newest = session("new", 9, epoch: epoch)
            let third = session("third", 3, epoch: epoch)
            try await probe.commit(.put(newest), .put(third))
            try await probe.commit(
                .renamed(previous: "third", third.incarnation, session("new", 3, epoch: epoch))
            )
            try await probe.expectKept([newest], "a newer session under the new id")
        },
        StoreCheck("another id for a newer incarnation") { probe in
            let epoch = try await probe.open().epoch
            let newer = session("old", 9, epoch: epoch)
            try await probe.commit(.put(newer))
            let renamed = session("new", 30, epoch: epoch, created: 1)
            let older = session("old", 3, epoch: epoch)
            try await probe.commit(.renamed(previous: "old", older.incarnation, renamed))
            try await probe.expectKept([newer, renamed], "a newer incarnation under the old id")
        },
    ]
}
