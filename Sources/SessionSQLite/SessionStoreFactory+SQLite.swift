#if SQLite
    public import SessionPersistence

    extension SessionStoreFactory {
        /// Makes a store in the SQLite file that `persistence.path` names, for `persistence.backend: sqlite`.
        public static var sqlite: SessionStoreFactory {
            SessionStoreFactory("sqlite", coding: { try .json() }) { context in
                guard let path = context.path, !path.isEmpty else {
                    throw SessionStoreError(
                        .invalidConfiguration,
                        "persistence.backend is sqlite, but persistence.path is not set; set it to a file, such as "
                            + "/var/lib/app/sessions.db"
                    )
                }
                return SQLiteSessionStore(
                    path: path,
                    durability: SQLiteDurability(rawValue: context.durability) ?? .full,
                    identifiers: context.identifiers
                )
            }
        }
    }
#endif
