#if SQLite
    import Dispatch
    import Foundation
    import Sessions
    import Testing

    @testable import SessionSQLite

    @Suite(.timeLimit(.minutes(30))) struct FileLockTests {
        @Test func onlyTheLockingProcessIsTheHolder() throws {
            let directory = try TemporaryDirectory()
            let path = directory.file("s.db-lock")
            #expect(FileLock.holder(path: path) == nil)
            try Data("1\n".utf8).write(to: URL(filePath: path))
            #expect(FileLock.holder(path: path) == nil)
            do {
                let lock = try FileLock(path: path, of: "s.db")
                #expect(FileLock.holder(path: path) == "\(getpid())")
                _ = consume lock
            }
            #expect(FileLock.holder(path: path) == nil)
        }

        /// Readers share the lock for a moment, which must not prevent another process from taking it.
        @Test func readingTheHolderDoesNotPreventLocking() throws {
            let directory = try TemporaryDirectory()
            let path = directory.file("s.db-lock")
            // Thread 0 takes the lock repeatedly, the other one looks at it.
            let errors = Locked<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 2) { thread in
                for _ in 0..<(thread == 0 ? 300 : 3_000) {
                    guard thread == 0 else {
                        _ = FileLock.holder(path: path)
                        continue
                    }
                    do {
                        _ = try FileLock(path: path, of: "s.db")
                    } catch {
                        errors.withLock { $0.append("\(error)") }
                    }
                }
            }
            #expect(errors.withLock { $0 } == [])
        }
    }
#endif
