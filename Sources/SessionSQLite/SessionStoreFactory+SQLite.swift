#if SQLite
    public import SessionPersistence

    extension SessionStoreFactory {
        /// Makes a store in the SQLite file that `persistence.path` names, for `persistence.backend: sqlite`.
        public static var sqlite: SessionStoreFactory { sqlite(coding: { try .json() }) }

        /// Makes the same store, with a coding of the program's own.
        package static func sqlite(
            coding: @escaping @Sendable () throws -> SessionValueCoding<Value>
        ) -> SessionStoreFactory {
            SessionStoreFactory("sqlite", coding: coding) { context in
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
