// Keeps sessions in a file at full speed until it is killed. Tests kill it, start it again and check what it
// found.
//
//   StoreProbe PATH SEED full|relaxed [check|insist]
//
// It prints, one per line:
//
//   damage TEXT                    what is wrong with the file, before it is opened
//   epoch N                        the epoch of the opening
//   restored ID TURN OWNED INCARNATION
//                                  each session that it found, with the turn of its attributes
//   begin                          it has printed all sessions, and works (with `check` it stops here)
//   try WORKER put ID TURN OWNED   a worker is about to change or create a session
//   try WORKER delete ID           it is about to delete it, alone or with all sessions of its owner
//   did WORKER put ID TURN OWNED INCARNATION CREATED
//   ack WORKER                     everything this worker did before is committed
//   failed TEXT                    it can't continue
//
// With `insist` it continues when a flush fails, until one has succeeded, and stops on its own after some
// changes.
#if SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// The value of a session of the probe.
    struct ProbeValue: Codable, Sendable {
        var turn: Int
        var text: String
    }

    /// Prints at once. A line fits into one write to a pipe, so everything printed can be read after the
    /// process has died.
    func say(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = bytes.withUnsafeBytes { Foundation.write(1, $0.baseAddress, $0.count) }
    }

    @main
    enum StoreProbe {
        private static let workers = 4

        static func main() async {
            do {
                try await run(Array(CommandLine.arguments.dropFirst()))
            } catch {
                say("failed \(error)")
                exit(1)
            }
        }

        private static func run(_ arguments: [String]) async throws {
            guard arguments.count >= 3, let seed = UInt64(arguments[1]),
                let durability = SQLiteDurability(rawValue: arguments[2])
            else {
                say("failed usage: StoreProbe PATH SEED full|relaxed [check]")
                exit(64)
            }
            let path = arguments[0]
            lookAt(path)
            var configuration = PersistenceConfiguration()
            configuration.flushInterval = .milliseconds(20)
            configuration.accessInterval = .milliseconds(50)
            configuration.backoff = .milliseconds(2)
            configuration.maximumBackoff = .milliseconds(20)
            let persistence = PersistenceObserver<ProbeValue>(
                store: SQLiteSessionStore(path: path, durability: durability),
                coding: try .json(),
                configuration: configuration
            )
            let insists = arguments.contains("insist")
            let epoch = try await opened(persistence, attempts: insists ? 20 : 1)
            say("epoch \(epoch)")
            let manager = try SessionManager<ProbeValue>(
                policy: SessionPolicy(idleTimeout: .hours(24)),
                observers: [persistence],
                epoch: epoch
            )
            try await persistence.restore(into: manager)
            for worker in 0..<workers {
                for number in 0..<Worker.identifiers {
                    let id = Worker.id(worker, number)
                    guard let session = manager.peek(id) else { continue }
                    let owned = Ownership(manager.info(id)?.attributes)
                    if let damage = owned.damage(of: manager.info(id)?.attributes, worker) {
                        say("damage \(id): \(damage)")
                    }
                    say("restored \(id) \(session.value.turn) \(owned.turn) \(session.incarnation.rawValue)")
                }
            }
            say("begin")
            if arguments.contains("check") {
                manager.shutdown()
                await persistence.close()
                return
            }
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<workers {
                    group.addTask {
                        var worker = Worker(number, seed: seed, manager, persistence)
                        await worker.work(insists: insists)
                    }
                }
            }
            manager.shutdown()
            await persistence.close()
        }

        private static func opened(
            _ persistence: PersistenceObserver<ProbeValue>,
            attempts: Int
        ) async throws -> UInt64 {
            for _ in 1..<attempts {
                if let epoch = try? await persistence.open() { return epoch }
            }
            return try await persistence.open()
        }

        private static func lookAt(_ path: String) {
            guard FileManager.default.fileExists(atPath: path) else { return }
            do {
                for text in try SQLiteStoreInspection(path: path).damage() { say("damage \(text)") }
            } catch  where error.code == .notASessionStore {
                // The process was killed before the file was created.
            } catch {
                say("damage \(error)")
            }
        }
    }

    /// The owner and the keys of a session, which follow from a turn.
    struct Ownership {
        static let owners = 5

        let turn: Int

        init(turn: Int) { self.turn = turn }

        /// Reads the turn from stored attributes; 0 for a session without them.
        init(_ attributes: SessionAttributes?) {
            turn = attributes?.descriptor?.label.flatMap { Int($0) } ?? 0
        }

        static func owner(_ worker: Int, _ number: Int) -> String { "owner-\(worker)-\(number)" }

        func attributes(of worker: Int) -> SessionAttributes {
            if turn == 0 { return SessionAttributes() }
            return SessionAttributes(
                owner: turn % 3 == 0 ? nil : Self.owner(worker, turn % Self.owners),
                keys: (0..<turn % (SessionAttributes.maximumKeys + 1)).map {
                    "key-\(worker)-\(turn % 7)-\($0)"
                },
                descriptor: SessionDescriptor(
                    label: "\(turn)",
                    details: turn % 2 == 0 ? ["turn": "\(turn)"] : [:]
                )
            )
        }

        /// Returns what is wrong with the attributes of this turn.
        func damage(of stored: SessionAttributes?, _ worker: Int) -> String? {
            var found = stored ?? SessionAttributes()
            if stored != nil, found.handle == nil { return "it has attributes and no handle" }
            found.handle = nil
            return found == attributes(of: worker) ? nil : "it has \(found)"
        }
    }

    /// Creates, changes, touches and deletes sessions that no other worker uses.
    struct Worker {
        static let identifiers = 60

        private let number: Int
        private let manager: SessionManager<ProbeValue>
        private let persistence: PersistenceObserver<ProbeValue>
        private var random: ProbeGenerator
        /// The turns are unique across all runs with different seeds.
        private var turn: Int

        static func id(_ worker: Int, _ number: Int) -> String { "worker-\(worker)-session-\(number)" }

        init(
            _ number: Int,
            seed: UInt64,
            _ manager: SessionManager<ProbeValue>,
            _ persistence: PersistenceObserver<ProbeValue>
        ) {
            self.number = number
            self.manager = manager
            self.persistence = persistence
            turn = Int(seed) * 1_000_000
            random = ProbeGenerator(state: seed &* 31 &+ UInt64(number))
        }

        /// Works forever, or, if failures are allowed, for a while.
        mutating func work(insists: Bool) async {
            var flushes = 0
            while !insists || flushes < 40 {
                for _ in 0..<Int.random(in: 1...20, using: &random) { act() }
                await flush(insists: insists)
                flushes += 1
                say("ack \(number)")
            }
        }

        private func flush(insists: Bool) async {
            while true {
                do {
                    return try await persistence.flush()
                } catch  where insists {
                    try? await Task.sleep(for: .milliseconds(1))
                } catch {
                    say("failed \(error)")
                    exit(1)
                }
            }
        }

        private mutating func act() {
            let id = Self.id(number, Int.random(in: 0..<Self.identifiers, using: &random))
            turn += 1
            let owned = Ownership(manager.info(id)?.attributes)
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8:
                guard manager.peek(id) != nil else { return create(id) }
                let value = ProbeValue(turn: turn, text: text())
                say("try \(number) put \(id) \(turn) \(owned.turn)")
                manager.update(id) { $0 = value }
                did(id, owned)
            case 8..<11:
                create(id)
            case 11..<13:
                guard let session = manager.peek(id) else { return create(id) }
                let next = Ownership(turn: turn)
                say("try \(number) put \(id) \(session.value.turn) \(next.turn)")
                _ = try? manager.updateAttributes(id) { $0 = next.attributes(of: number) }
                did(id, next)
            case 13..<15:
                say("try \(number) delete \(id)")
                _ = try? manager.delete(id)
            case 15:
                deleteAll(of: .owner(Ownership.owner(number, turn % Ownership.owners)))
            case 16:
                let keys = Ownership(turn: turn).attributes(of: number).keys
                if let key = keys.first { deleteAll(of: .key(key)) }
            default:
                _ = manager.touch(id)
            }
        }

        private func deleteAll(of group: SessionGroup) {
            let sessions = manager.sessions(in: group)
            for session in sessions { say("try \(number) delete \(session.id)") }
            let deleted = try? manager.delete(in: group)
            if deleted != sessions.count {
                say("damage \(group): \(deleted ?? -1) of \(sessions.count) deleted")
            }
        }

        /// Creates a session, every fourth one without attributes.
        private mutating func create(_ id: String) {
            let owned = Ownership(turn: turn.isMultiple(of: 4) ? 0 : turn)
            let value = ProbeValue(turn: turn, text: text())
            say("try \(number) put \(id) \(turn) \(owned.turn)")
            let session = try? manager.create(id, value, attributes: owned.attributes(of: number))
            if session != nil { did(id, owned, created: true) }
        }

        private func did(_ id: String, _ owned: Ownership, created: Bool = false) {
            guard let session = manager.peek(id) else { return }
            let state = "\(session.value.turn) \(owned.turn) \(session.incarnation.rawValue)"
            say("did \(number) put \(id) \(state) \(created)")
        }

        private mutating func text() -> String {
            String(repeating: "x", count: Int.random(in: 0..<1_500, using: &random))
        }
    }

    /// A SplitMix64 generator.
    struct ProbeGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }
#else
    @main
    enum StoreProbe {
        static func main() {}
    }
#endif
