#if SQLite
    import Dispatch
    public import SessionPersistence
    public import Sessions

    /// Keeps sessions in a file of SQLite.
    ///
    /// One process has the file at a time, by whichever of its names: a lock beside it (`…-lock`) and one on the file,
    /// which die with the process, keep others out. A symbolic link is followed once, at the opening. The file is created for its owner alone (mode 600), and what is removed from it is overwritten
    /// (`secure_delete`). The write-ahead log beside it (`…-wal`) belongs to it: who copies the file copies both,
    /// or closes the store first.
    ///
    /// Values are kept as JSON, by ``SessionPersistence/SessionValueCoding/json()``.
    public final class SQLiteSessionStore: SessionStore {
        /// Where the file is.
        public let path: String

        /// What a commit survives.
        public let durability: SQLiteDurability

        /// The path from the root on: the process may change its directory.
        private let location: String
        private let identifiers: String?
        private let options: SQLiteFile.Options
        private let state = Locked(State())
        /// SQLite blocks its thread, so it gets one that is no task's.
        private let queue = DispatchQueue(label: "sessions.sqlite")

        private struct State {
            var file: SQLiteFile?
            /// What is known of the file that was open last.
            var memory = SQLiteFile.Memory()
        }

        /// A store in this file, which is opened, and created where it is missing, by ``open(resuming:at:)``. Its
        /// directory must exist.
        ///
        /// - Parameters:
        ///   - path: Where the file is.
        ///   - durability: What a commit survives.
        ///   - identifiers: What the ids are, see ``SessionPersistence/SessionStoreContext/identifiers``: a file whose
        ///     ids are something else is refused. `nil` to take any.
        public convenience init(
            path: String,
            durability: SQLiteDurability = .full,
            identifiers: String? = nil
        ) {
            self.init(
                path: path,
                durability: durability,
                identifiers: identifiers,
                options: SQLiteFile.Options()
            )
        }

        package init(
            path: String,
            durability: SQLiteDurability,
            identifiers: String? = nil,
            options: SQLiteFile.Options
        ) {
            self.path = path
            location = StoreLocation.absolute(path)
            self.identifiers = identifiers
            self.durability = durability
            self.options = options
        }

        /// `sqlite` and the path.
        public var name: String { "sqlite \(path)" }

        /// Opens the file; see ``SessionPersistence/SessionStore/open(resuming:at:)``. An older schema is migrated.
        public func open(
            resuming epoch: UInt64?,
            at wallTime: WallTime
        ) async throws(SessionStoreError) -> SessionStoreOpening {
            try await run { store, state throws(SessionStoreError) in
                guard state.file == nil else { throw .inUse(store.name) }
                let file = try SQLiteFile(
                    path: store.location,
                    durability: store.durability,
                    store.options,
                    after: epoch == nil ? nil : state.memory
                )
                do throws(SessionStoreError) {
                    let opening = try file.open(
                        resuming: epoch,
                        at: wallTime,
                        identifiers: store.identifiers,
                        &state.memory
                    )
                    state.file = file
                    return opening
                } catch {
                    file.close()
                    throw error
                }
            }
        }

        /// Hands over all sessions; see ``SessionPersistence/SessionStore/load(_:)``.
        public func load(
            _ receive: @escaping @Sendable ([StoredSession]) throws -> Void
        ) async throws(SessionStoreError) {
            try await run { store, state throws(SessionStoreError) in
                guard let file = state.file else { throw .notOpen(store.name) }
                try file.load(receive)
            }
        }

        /// Makes the changes; see ``SessionPersistence/SessionStore/commit(_:at:)``.
        public func commit(
            _ changes: [SessionStoreChange],
            at wallTime: WallTime
        ) async throws(SessionStoreError) {
            try await run { store, state throws(SessionStoreError) in
                guard let file = state.file else { throw .notOpen(store.name) }
                try file.commit(changes, at: wallTime, &state.memory)
            }
        }

        /// Closes the file, which writes the log back into it unless something had failed: then the next opening does.
        /// Another process may open it then.
        public func close() async {
            await withCheckedContinuation { continuation in
                queue.async { [self] in
                    state.withLock { state in
                        state.file?.close()
                        state.file = nil
                    }
                    continuation.resume()
                }
            }
        }

        private func run<R: Sendable>(
            _ body: @escaping @Sendable (SQLiteSessionStore, inout State) throws(SessionStoreError) -> R
        ) async throws(SessionStoreError) -> R {
            let result: Result<R, SessionStoreError> = await withCheckedContinuation { continuation in
                queue.async { [self] in
                    let result = state.withLock { state -> Result<R, SessionStoreError> in
                        do throws(SessionStoreError) {
                            return .success(try body(self, &state))
                        } catch {
                            return .failure(error)
                        }
                    }
                    continuation.resume(returning: result)
                }
            }
            return try result.get()
        }
    }
#endif
