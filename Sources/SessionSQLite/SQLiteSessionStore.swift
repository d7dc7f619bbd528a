#if SQLite
    import Dispatch
    public import SessionPersistence
    public import Sessions

    /// A store that keeps sessions in an SQLite file.
    ///
    /// One process has the file open at a time, under any of its names. A lock file beside it (`…-lock`) and
    /// a lock on the file itself keep other processes out; both end with the process. A symbolic link is
    /// resolved once, at the opening.
    ///
    /// The file is created with mode 600, and removed data is overwritten (`secure_delete`). The write-ahead
    /// log beside the file (`…-wal`) belongs to it: copy both, or close the store first.
    ///
    /// Values are stored as JSON, see `SessionValueCoding.json()`.
    public final class SQLiteSessionStore: SessionStore {
        /// The path of the file.
        public let path: String

        /// The failures that a commit survives.
        public let durability: SQLiteDurability

        /// The absolute path, because the process may change its working directory.
        private let location: String
        private let identifiers: String?
        private let options: SQLiteFile.Options
        private let state = Locked(State())
        /// SQLite blocks its thread, so it doesn't run on a thread of the task pool.
        private let queue = DispatchQueue(label: "sessions.sqlite")

        private struct State {
            var file: SQLiteFile?
            /// The facts about the file that was open last.
            var memory = SQLiteFile.Memory()
        }

        /// Creates a store for this file. ``open(resuming:at:)`` opens the file and creates it if it is
        /// missing.
        ///
        /// - Parameters:
        ///   - path: The path of the file. Its directory must exist.
        ///   - durability: The failures that a commit survives.
        ///   - identifiers: The check value of the ids, see
        ///     `SessionStoreContext.identifiers`. A file with another value is refused. `nil`
        ///     accepts any file.
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

        /// The name of the store: `sqlite` and the path.
        public var name: String { "sqlite \(path)" }

        /// Opens the file and migrates an older schema; see
        /// `SessionStore.open(resuming:at:)`.
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

        /// Delivers all sessions; see `SessionStore.load(_:)`.
        public func load(
            _ receive: @escaping @Sendable ([StoredSession]) throws -> Void
        ) async throws(SessionStoreError) {
            try await run { store, state throws(SessionStoreError) in
                guard let file = state.file else { throw .notOpen(store.name) }
                try file.load(receive)
            }
        }

        /// Applies the changes; see `SessionStore.commit(_:at:)`.
        public func commit(
            _ changes: [SessionStoreChange],
            at wallTime: WallTime
        ) async throws(SessionStoreError) {
            try await run { store, state throws(SessionStoreError) in
                guard let file = state.file else { throw .notOpen(store.name) }
                try file.commit(changes, at: wallTime, &state.memory)
            }
        }

        /// Closes the file, so that another process can open it.
        ///
        /// This writes the log back into the file unless something had failed; in that case the next opening
        /// does it.
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
