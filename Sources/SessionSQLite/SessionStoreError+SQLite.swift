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
        /// What SQLite's error means for a store, and what to do about it.
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
                    "\(path): there is no room left; make some, and it goes on by itself. \(detail)",
                    underlyingError: error
                )
            case .SQLITE_READONLY, .SQLITE_PERM:
                return SessionStoreError(
                    .readOnly,
                    "\(path) may not be written; give this user the right to write it and its directory, or "
                        + "mount the disk for writing. \(detail)",
                    underlyingError: error
                )
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                return SessionStoreError(
                    .busy,
                    "\(path) is locked by another program; end what it does there. \(detail)",
                    underlyingError: error
                )
            case .SQLITE_CANTOPEN:
                return SessionStoreError(
                    .unreachable,
                    "\(path) can't be opened; look whether its directory exists and whether this user may use "
                        + "it. \(detail)",
                    underlyingError: error
                )
            default:
                return SessionStoreError(
                    .inputOutput,
                    "\(path): a read, a write or a sync failed; look at the disk and the system's log. \(detail)",
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
                "\(path) can't be read as a database, and was left as it is; move \(path)-wal away and put a "
                    + "backup in its place, or move both away to begin with no sessions (`sqlite3 FILE .recover` may rescue some of "
                    + "them). \(detail)",
                underlyingError: error
            )
        }

        /// The file doesn't begin as a database does. It may never have been one, so the message doesn't advise moving it.
        private static func notADatabase(
            _ path: String,
            _ detail: String,
            _ error: any Error
        ) -> SessionStoreError {
            SessionStoreError(
                .corrupt,
                "\(path) is no store of sessions: it does not begin as one. The file was not changed. Name another file; "
                    + "if it was a store once, replace it by a backup, without its -wal. \(detail)",
                underlyingError: error
            )
        }

        static func notASessionStore(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .notASessionStore,
                "\(path) holds something else than sessions, and was left as it is; name another file"
            )
        }

        static func directory(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .unreachable,
                "\(path) is a directory; name the file of a store, such as sessions.db in it"
            )
        }

        static func newerSchema(_ path: String, version: Int, known: Int) -> SessionStoreError {
            SessionStoreError(
                .newerSchema,
                "\(path) was written by a newer version of this software (schema \(version), this one knows "
                    + "\(known)), and was left as it is; use that version, or move the file away to begin with no "
                    + "sessions"
            )
        }

        static func replaced(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .replaced,
                "\(path) was removed or replaced while it was open; what lives is written to the file that is "
                    + "there then"
            )
        }

        static func changed(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .replaced,
                "another program changed \(path) while it was open, such as one that emptied it or copied a file over "
                    + "it; what lives is written to it again"
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
                    ("has ids as they are, and persistence.digest-secret is set", "unset it")
                case (_, true):
                    (
                        "has digests in place of ids, and persistence.digest-secret is not set",
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
                "\(path) \(what), so no stored session would be found; \(remedy), or name another file to begin with "
                    + "no sessions"
            )
        }

        /// What the system's error number means.
        static func system(_ code: CInt, _ what: String) -> SessionStoreError {
            let message = "\(what): \(String(cString: strerror(code)))"
            switch code {
            case ENOSPC, EDQUOT: return SessionStoreError(.full, message)
            case EROFS, EACCES, EPERM: return SessionStoreError(.readOnly, message)
            case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EISDIR:
                return SessionStoreError(.unreachable, "\(message); make its directory, or name another file")
            default: return SessionStoreError(.inputOutput, message)
            }
        }
    }
#endif
