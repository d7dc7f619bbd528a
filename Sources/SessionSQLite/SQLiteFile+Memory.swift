#if SQLite
    import SessionPersistence

    extension SQLiteFile {
        /// Facts about a file, kept from one opening to the next to tell whether it is the same file.
        package struct Memory: Sendable {
            var epoch: UInt64?
            var mark: Int64 = 0
            /// The mark of an opening that failed but may have gone through.
            var triedMark: Int64?
            var commits: Int64 = 0
            /// The log that was written last.
            var log: FileIdentity?
            /// The file through which SQLite shares its index of that log.
            var index: FileIdentity?
            var ends = RecentEnds()
            /// Whether a change removed everything since the opening, so that sessions of earlier epochs are
            /// accepted like new ones.
            var wasEmptied = false

            /// Returns whether a file with this epoch, mark and number of commits is the remembered one.
            func isOf(_ epoch: UInt64?, mark: Int64, commits: Int64) -> Bool {
                epoch == self.epoch && commits >= self.commits && (mark == self.mark || mark == triedMark)
            }
        }
    }
#endif
