#if SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// Sample sessions for stores.
    enum StoreSample {
        static let moment = WallTime(nanosecondsSinceEpoch: 1_790_000_000_000_000_000)

        static func session(_ number: Int, epoch: UInt64, text: String = "a value") -> StoredSession {
            StoredSession(
                id: "session-\(number)",
                incarnation: Incarnation(rawValue: epoch << 40 | UInt64(number + 1)),
                createdAt: moment,
                lastAccessedAt: moment,
                value: Array("{\"text\":\"\(text)\"}".utf8)
            )
        }

        /// Returns the ids in a store.
        static func ids(_ path: String) async throws -> Set<String> {
            let store = SQLiteSessionStore(path: path)
            _ = try await store.open(resuming: nil, at: moment)
            let found = Locked<Set<String>>([])
            try await store.load { sessions in found.withLock { $0.formUnion(sessions.map(\.id)) } }
            await store.close()
            return found.withLock { $0 }
        }
    }

    extension SQLiteSessionStore {
        /// Opens the store and stores sessions, one transaction for each.
        @discardableResult
        func openAndPut(_ numbers: Range<Int>, text: String = "a value") async throws -> UInt64 {
            let epoch = try await open(resuming: nil, at: StoreSample.moment).epoch
            for number in numbers {
                try await commit(
                    [.put(StoreSample.session(number, epoch: epoch, text: text))],
                    at: StoreSample.moment
                )
            }
            return epoch
        }
    }

    extension TemporaryDirectory {
        /// Copies a store's file and its log, as a killed process leaves them.
        func copyStore(_ name: String, to copy: String) throws {
            for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: file(name + suffix)) {
                try copyFile(name + suffix, to: copy + suffix)
            }
        }

        /// Copies a file over another one, which keeps its identity, as with `cp`.
        func copyFile(_ name: String, to copy: String) throws {
            let bytes = try Data(contentsOf: URL(filePath: file(name)))
            try bytes.write(to: URL(filePath: file(copy)))
        }

        func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: file(name))) }

        /// Returns the names of the files in the directory.
        func names() throws -> Set<String> {
            Set(try FileManager.default.contentsOfDirectory(atPath: path))
        }
    }
#endif
