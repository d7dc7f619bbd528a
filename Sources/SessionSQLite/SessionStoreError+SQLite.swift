#if SQLite
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import GRDB
    import SessionPersistence

    extension SessionStoreError {
        /// Translates SQLite's error to a store's error with advice.
        static func sqlite(_ error: any Error, path: String) -> SessionStoreError {
            if let error = error as? SessionStoreError { return error }
            guard let error = error as? DatabaseError else {
                return SessionStoreError(.inputOutput, "\(path): \(error)", underlyingError: error)
            }
            let said = error.message ?? "no message"
            let detail = "SQLite says: \(said) (\(error.extendedResultCode.rawValue))"
            switch error.resultCode {
            case .SQLITE_NOTADB where !FileIdentity.isDatabase(path):
                return .notADatabase(path, detail, error)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB:
                return .corrupt(path, detail, error)
            case .SQLITE_FULL:
                return SessionStoreError(
                    .full,
                    "\(path): there is no space left; free some space, and the store continues. \(detail)",
                    underlyingError: error
                )
            case .SQLITE_READONLY, .SQLITE_PERM:
                return SessionStoreError(
                    .readOnly,
                    "\(path) is not writable; let this user write to it and its directory, or "
                        + "mount the disk for writing. \(detail)",
                    underlyingError: error
                )
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                return SessionStoreError(
                    .busy,
                    "\(path) is locked by another program; stop that program. \(detail)",
                    underlyingError: error
                )
            case .SQLITE_CANTOPEN:
                return SessionStoreError(
                    .unreachable,
                    "\(path) can't be opened; check that its directory exists and that this user may access "
                        + "it. \(detail)",
                    underlyingError: error
                )
            default:
                return SessionStoreError(
                    .inputOutput,
                    "\(path): a read, a write or a sync failed; check the disk and the system log. \(detail)",
                    underlyingError: error
                )
            }
        }

        static func corrupt(
            _ path: String,
            _ detail: String,
            _ error: (any Error)? = nil
        ) -> SessionStoreError {
            SessionStoreError(
                .corrupt,
                "\(path) can't be read as a database and was left unchanged; move \(path)-wal away and restore a "
                    + "backup in its place, or move both away to start with no sessions (`sqlite3 FILE .recover` may recover "
                    + "some of them). \(detail)",
                underlyingError: error
            )
        }

        /// The file doesn't begin like a database. It may never have been one, so the message doesn't advise
        /// moving it.
        private static func notADatabase(
            _ path: String,
            _ detail: String,
            _ error: any Error
        ) -> SessionStoreError {
            SessionStoreError(
                .corrupt,
                "\(path) is not a session store: it does not begin like one. The file was not changed. Name another file; "
                    + "if it was a store before, replace it with a backup and remove its -wal file. \(detail)",
                underlyingError: error
            )
        }

        static func notASessionStore(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .notASessionStore,
                "\(path) is not a session store and was left unchanged; name another file"
            )
        }

        static func directory(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .unreachable,
                "\(path) is a directory; name the file of a store, such as sessions.db in it"
            )
        }

        static func longPath(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .unreachable,
                "\(path): the whole path, without links, has \(path.utf8.count) bytes, and SQLite takes "
                    + "\(PersistenceSettings.maximumPathLength) at most; move the file to a shorter path"
            )
        }

        static func newerSchema(_ path: String, version: Int, known: Int) -> SessionStoreError {
            SessionStoreError(
                .newerSchema,
                "\(path) was written by a newer version (schema \(version), this version knows "
                    + "\(known)) and was left unchanged; use the newer version, or move the file away to start with no "
                    + "sessions"
            )
        }

        static func replaced(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .replaced,
                "\(path) was removed or replaced while it was open; all living sessions are written to the new "
                    + "file"
            )
        }

        static func changed(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .replaced,
                "another program changed \(path) while it was open, for example by emptying it or copying a file over "
                    + "it; all living sessions are written to it again"
            )
        }

        static func otherIdentifiers(
            _ path: String,
            stored: String,
            made: String
        ) -> SessionStoreError {
            let (what, remedy) =
                switch (stored.isEmpty, made.isEmpty) {
                case (true, _):
                    ("has plain ids, but persistence.digest-secret is set", "unset it")
                case (_, true):
                    (
                        "has digests in place of ids, but persistence.digest-secret is not set",
                        "set it to the secret that the file was written with"
                    )
                default:
                    (
                        "has digests that were made with another persistence.digest-secret",
                        "set it to the secret that the file was written with"
                    )
                }
            return SessionStoreError(
                .otherIdentifiers,
                "\(path) \(what), so no stored session would be found; \(remedy), or name another file to start with "
                    + "no sessions"
            )
        }

        /// Translates the system's error number.
        static func system(_ code: CInt, _ what: String) -> SessionStoreError {
            let message = "\(what): \(String(cString: strerror(code)))"
            switch code {
            case ENOSPC, EDQUOT: return SessionStoreError(.full, message)
            case EROFS, EACCES, EPERM: return SessionStoreError(.readOnly, message)
            case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EISDIR:
                return SessionStoreError(
                    .unreachable,
                    "\(message); create its directory, or name another file"
                )
            default: return SessionStoreError(.inputOutput, message)
            }
        }
    }
#endif
