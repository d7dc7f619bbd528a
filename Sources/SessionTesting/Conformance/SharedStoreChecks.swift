import SessionPersistence

/// The checks that need two stores over the same sessions.
enum SharedStoreChecks {
    static let all = [
        StoreCheck("one user at a time") { probe in
            let first = try await probe.open()
            let kept = StoreProbe.session("a", 1, epoch: first.epoch)
            try await probe.commit(.put(kept))
            try await probe.expectError(.inUse, "a second store over the same sessions") {
                _ = try await probe.other.open(resuming: nil, at: StoreProbe.wallTime)
            }
            try await probe.commit()
            await probe.store.close()
            let second = try await probe.other.open(resuming: nil, at: StoreProbe.wallTime)
            try probe.expect(
                second.epoch > first.epoch,
                "epoch \(second.epoch) follows epoch \(first.epoch); a new epoch must be greater"
            )
            try probe.expect(second.count == 1, "the second store counts \(second.count) sessions, not 1")
            await probe.other.close()
            try await probe.expectError(.superseded, "the first store, after the second was opened") {
                try await probe.open(resuming: first.epoch)
            }
        },
        StoreCheck("another store's commits are not a continuation") { probe in
            let first = try await probe.open()
            await probe.store.close()
            let second = try await probe.other.open(resuming: first.epoch, at: StoreProbe.wallTime)
            try probe.expect(
                !second.isContinuation,
                "a store that committed nothing continues another store's epoch"
            )
        },
    ]
}
