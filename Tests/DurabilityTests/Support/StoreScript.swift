import SessionPersistence
import Sessions

/// Generates changes of a store from a seed, and computes what the store must then contain.
struct StoreScript {
    private static let identifiers = 24

    private(set) var kept: [String: StoredSession] = [:]
    private var random: SeededGenerator
    private var epoch: UInt64 = 0
    private var counter: UInt64 = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Records that the store was opened with these sessions.
    mutating func begin(epoch: UInt64, with kept: [String: StoredSession]) {
        self.epoch = epoch
        self.kept = kept
        counter = 0
    }

    /// Returns a batch of changes, which counts as made.
    mutating func nextBatch() -> [SessionStoreChange] {
        (0..<Int.random(in: 1...9, using: &random)).map { _ in nextChange() }
    }

    /// Returns the changes after which the store is in the expected state, whether or not it made the last
    /// batch.
    func repetition(of batch: [SessionStoreChange]) -> [SessionStoreChange] {
        let identifiers = Set(
            batch.compactMap { change in
                switch change {
                case .put(let session): session.id
                case .accessed(let id, _, _): id
                default: nil
                }
            }
        )
        let ends = batch.filter { if case .ended = $0 { true } else { false } }
        return ends + identifiers.sorted().compactMap { kept[$0] }.map { .put($0) }
    }

    private mutating func nextChange() -> SessionStoreChange {
        let id = "session-\(Int.random(in: 0..<Self.identifiers, using: &random))"
        let moment = WallTime(nanosecondsSinceEpoch: Int64.random(in: 1...1 << 60, using: &random))
        guard var session = kept[id] else { return put(id, moment) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3:
            session.lastAccessedAt = moment
            kept[id] = session
            return .accessed(id: id, session.incarnation, at: moment)
        case 3..<6:
            session.value = value()
            session.versionNumber += 1
            if Bool.random(using: &random) { session.attributes = attributes() }
            kept[id] = session
            return .put(session)
        case 6..<8:
            kept[id] = nil
            return .ended(id: id, session.incarnation)
        default:
            return put(id, moment)
        }
    }

    private mutating func put(_ id: String, _ moment: WallTime) -> SessionStoreChange {
        counter += 1
        let session = StoredSession(
            id: id,
            incarnation: Incarnation(rawValue: epoch << 40 | counter),
            versionNumber: epoch << 40 | counter,
            createdAt: moment,
            lastAccessedAt: moment,
            attributes: attributes(),
            value: value()
        )
        kept[id] = session
        return .put(session)
    }

    private mutating func attributes() -> SessionAttributes? {
        guard Bool.random(using: &random) else { return nil }
        let keys = (0..<Int.random(in: 0...SessionAttributes.maximumKeys, using: &random)).map { "key \($0)" }
        return SessionAttributes(
            owner: Bool.random(using: &random) ? "owner \(Int.random(in: 0..<5, using: &random))" : nil,
            keys: keys.shuffled(using: &random),
            descriptor: keys.count == 3
                ? SessionDescriptor(label: "phone", details: ["a": "1", "b": "2"]) : nil,
            authenticatedAt: keys.count > 4 ? .someTime : nil,
            handle: SessionHandle(rawValue: random.next())
        )
    }

    private mutating func value() -> [UInt8] {
        let filler = String(repeating: "x", count: Int.random(in: 0..<1_500, using: &random))
        return Array(
            "{\"turn\":\(UInt32.random(in: 0...(.max), using: &random)),\"text\":\"\(filler)\"}".utf8
        )
    }
}

extension SessionStore {
    /// Returns all stored sessions, by id.
    func contents() async throws -> [String: StoredSession] {
        let kept = Locked<[String: StoredSession]>([:])
        try await load { batch in
            kept.withLock { kept in for session in batch { kept[session.id] = session } }
        }
        return kept.withLock { $0 }
    }
}

extension WallTime {
    /// A time for tests in which any time will do.
    static let someTime = WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000)
}
