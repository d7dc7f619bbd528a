#if SQLite
    public import SessionPersistence

    extension SessionStoreFactory {
        /// The file of SQLite that `persistence.path` names: `persistence.backend: sqlite`.
        public static var sqlite: SessionStoreFactory {
            SessionStoreFactory("sqlite", coding: { try .json() }) { context in
                guard let path = context.path, !path.isEmpty else {
                    throw SessionStoreError(
                        .invalidConfiguration,
                        "persistence.backend is sqlite, and persistence.path is not set; set it to a file, such as "
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
