#if CommandLine && SQLite
    import ArgumentParser
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// `sessions store import PATH FILE`
    struct StoreImportCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Import sessions into a store from JSON Lines, as written by export.",
            discussion: """
                The whole file is checked before anything is written. Then its sessions are written in transactions \
                of 10,000. The store is created if it is missing. Stop the server first, because a store serves one \
                process at a time.
                """
        )

        @Argument(help: ArgumentHelp("The store's file.", valueName: "path"))
        var path: String

        @Argument(help: ArgumentHelp("The file of JSON Lines; - for standard input.", valueName: "file"))
        var file: String

        @Flag(help: "Replace sessions that are already in the store instead of refusing them.")
        var replace = false

        private static let batch = 10_000

        func run() async throws {
            let bar = ProgressBar()
            defer { bar.finish() }
            let file = try LineFile(path: file)
            let lines = try Self.check(file, bar)
            var imported = 0
            do {
                let store = SQLiteSessionStore(path: path, durability: .full)
                let opening = try await store.open(resuming: nil, at: StoreFile.now)
                do {
                    imported = try await Self.put(
                        lines,
                        of: file,
                        into: store,
                        epoch: opening.epoch,
                        replaces: replace
                    )
                    await store.close()
                } catch {
                    await store.close()
                    throw error
                }
            } catch let error as SessionStoreError {
                throw StoreFile.report(error)
            }
            bar.finish()
            Terminal.note("imported \(Format.count(imported, "session"))")
            guard imported == lines.count else {
                Terminal.note(
                    "error: \(file.path) changed while it was read: it had \(Format.count(lines.count, "session")); "
                        + "import it again with --replace"
                )
                throw ExitStatus.badData
            }
        }

        /// Returns the line numbers by session id. Fails at the first invalid line.
        private static func check(
            _ file: LineFile,
            _ bar: ProgressBar
        ) throws -> [SessionPersistence.SessionIdentifier: Int] {
            var numbers: [SessionPersistence.SessionIdentifier: Int] = [:]
            try forEach(file) { number, session in
                if let other = numbers.updateValue(
                    number,
                    forKey: SessionPersistence.SessionIdentifier(session.id)
                ) {
                    throw ExportedSession.Problem(
                        description: "line \(other) has the same id; remove one of them"
                    )
                }
                bar.update("lines checked:", done: number, of: nil)
            }
            return numbers
        }

        private static func put(
            _ lines: [SessionPersistence.SessionIdentifier: Int],
            of file: LineFile,
            into store: SQLiteSessionStore,
            epoch: UInt64,
            replaces: Bool
        ) async throws -> Int {
            if !replaces { try await refuseKnown(lines, of: file, store) }
            let bar = ProgressBar()
            defer { bar.finish() }
            let source = try LineSource(file)
            var counter: UInt64 = 0
            while true {
                var changes: [SessionStoreChange] = []
                while changes.count < batch, let (_, session) = try source.next() {
                    counter += 1
                    changes.append(
                        .put(
                            StoredSession(
                                id: session.id,
                                incarnation: Incarnation(rawValue: epoch << 40 | counter),
                                createdAt: session.created,
                                lastAccessedAt: session.accessed,
                                timeouts: session.timeouts,
                                attributes: session.attributes,
                                value: session.value
                            )
                        )
                    )
                }
                if changes.isEmpty { return Int(counter) }
                try await store.commit(changes, at: StoreFile.now)
                bar.update("sessions imported:", done: Int(counter), of: lines.count)
            }
        }

        private static func refuseKnown(
            _ lines: [SessionPersistence.SessionIdentifier: Int],
            of file: LineFile,
            _ store: SQLiteSessionStore
        ) async throws {
            let known = Locked<(id: String, line: Int)?>(nil)
            try await store.load { sessions in
                for session in sessions {
                    guard let line = lines[SessionPersistence.SessionIdentifier(session.id)] else { continue }
                    known.withLock { if line < $0?.line ?? .max { $0 = (session.id, line) } }
                }
            }
            guard let (id, line) = known.withLock({ $0 }) else { return }
            Terminal.note(
                "error: \(file.path):\(line): session \(id.printable) is already in the store; remove the line, or use "
                    + "--replace. Nothing was imported"
            )
            throw ExitStatus.badData
        }

        private static func forEach(_ file: LineFile, _ body: (Int, ExportedSession) throws -> Void) throws {
            let source = try LineSource(file)
            while let (number, session) = try source.next() {
                do {
                    try body(number, session)
                } catch let problem as ExportedSession.Problem {
                    Terminal.note("error: \(file.path):\(number): \(problem). Nothing was imported")
                    throw ExitStatus.badData
                }
            }
        }
    }

    /// Reads the sessions of a file of JSON Lines.
    final class LineSource {
        /// The greatest length of a line in bytes: the longest value that SQLite accepts, plus room for the
        /// other fields.
        static let limit = 1_000_000_000 + (1 << 16)
        private static let byteOrderMark = Array("\u{FEFF}".utf8)

        private let file: String
        private var reader: LineReader

        init(_ lines: LineFile) throws {
            file = lines.path
            reader = LineReader(FileSource(file: try lines.fromStart()), limit: Self.limit)
        }

        /// Returns the next session with its line number. Blank lines are skipped.
        func next() throws -> (Int, ExportedSession)? {
            while let line = try readLine() {
                do throws(ExportedSession.Problem) {
                    switch line {
                    case .tooLong:
                        throw ExportedSession.Problem(
                            description:
                                "the line is longer than \(Format.bytes(Self.limit)); shorten its value"
                        )
                    case .bytes(var bytes):
                        // Some editors begin a UTF-8 file with a byte order mark, which has no meaning there.
                        if reader.lineNumber == 1, bytes.starts(with: Self.byteOrderMark) {
                            bytes.removeFirst(Self.byteOrderMark.count)
                        }
                        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
                        return (reader.lineNumber, try ExportedSession(bytes))
                    }
                } catch {
                    Terminal.note("error: \(file):\(reader.lineNumber): \(error). Nothing was imported")
                    throw ExitStatus.badData
                }
            }
            return nil
        }

        private func readLine() throws -> LineReader.Line? {
            do {
                return try reader.next()
            } catch {
                Terminal.note("error: \(file) can't be read: \(error)")
                throw ExitStatus.noInput
            }
        }
    }
#endif
