#if SQLite
    import SessionPersistence

    extension SQLiteFile {
        /// What is known of a file from one opening to the next, to tell whether it is the same.
        package struct Memory: Sendable {
            var epoch: UInt64?
            var mark: Int64 = 0
            /// The mark of an opening that failed, and may have gone through.
            var triedMark: Int64?
            var commits: Int64 = 0
            /// Which file the log was that was written last.
            var log: FileIdentity?
            /// Which file SQLite shares its index of that log by.
            var index: FileIdentity?
            var ends = RecentEnds()
            /// Whether all that was kept before this opening was removed, so that sessions of earlier epochs are as
            /// new as others.
            var wasEmptied = false

            /// Whether a file with these is the one that is remembered.
            func isOf(_ epoch: UInt64?, mark: Int64, commits: Int64) -> Bool {
                epoch == self.epoch && commits >= self.commits && (mark == self.mark || mark == triedMark)
            }
        }
    }
#endif
