import Sessions

/// An operation of a concurrent history, with its result.
protocol RecordedOperation: Hashable {
    /// What the operations of a history work on.
    associatedtype State: Hashable

    /// Returns the state after the operation; `nil` if the operation could not have had this result.
    func applied(to state: State) -> State?
}

/// Decides whether a history of concurrent calls is linearizable.
///
/// That is, whether the calls can be ordered as a single caller could have made them, each at a moment
/// between its call and its return.
///
/// The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993), with the memory
/// of Lowe ("Testing for Linearizability", 2017): a set of completed operations that led to a state is not
/// tried again.
struct LinearizabilityChecker<Operation: RecordedOperation> {
    /// An operation with its start and end, in ticks of a clock that all callers share.
    struct Call: Hashable {
        let operation: Operation
        let called: Int
        let returned: Int
    }

    private struct Position: Hashable {
        var done: UInt64
        var state: Operation.State
    }

    private let calls: [Call]
    private let start: Operation.State
    private var tried: Set<Position> = []

    /// Creates a checker for at most 64 calls that began with this state.
    init(_ calls: [Call], from start: Operation.State) {
        precondition(calls.count <= 64, "a history has at most 64 calls")
        self.calls = calls
        self.start = start
    }

    /// Whether the history is linearizable.
    mutating func isLinearizable() -> Bool { search(from: Position(done: 0, state: start)) }

    private mutating func search(from position: Position) -> Bool {
        if position.done.nonzeroBitCount == calls.count { return true }
        guard tried.insert(position).inserted else { return false }
        let open = calls.indices.filter { position.done >> UInt64($0) & 1 == 0 }
        // An operation that started after another returned can't come before it.
        let firstReturn = open.map { calls[$0].returned }.min() ?? .max
        for index in open where calls[index].called <= firstReturn {
            guard let state = calls[index].operation.applied(to: position.state) else { continue }
            if search(from: Position(done: position.done | 1 << UInt64(index), state: state)) { return true }
        }
        return false
    }
}

/// An operation on one id, which has a session with this value or none.
enum SessionOperation: RecordedOperation {
    case create(Int, Incarnation = Incarnation(rawValue: 1))
    case findOrCreate(Int, found: Int, created: Bool, Incarnation = Incarnation(rawValue: 1))
    case session(Int?, SessionVersion? = nil)
    case touch(Bool)
    case update(to: Int?)
    case setTimeouts(Bool)
    case delete(Bool)
    /// An update that states a version, and the version that the session has if it is another one.
    case updateIf(SessionVersion, to: Int?, present: SessionVersion? = nil)
    case deleteIf(SessionVersion, Bool, present: SessionVersion? = nil)
    /// Whether the id has an end.
    case endOf(Bool)
    /// The time moves past all deadlines.
    case expire

    /// What an id has.
    struct State: Hashable {
        var value: Int?
        /// The version of the session; its number counts from 1.
        var version: SessionVersion?
        /// Whether a session ended and none was created since.
        var hasEnded = false
    }

    func applied(to state: State) -> State? {
        let value = state.value
        let ended = State(value: nil, hasEnded: state.hasEnded || value != nil)
        func new(_ value: Int, _ incarnation: Incarnation) -> State {
            State(value: value, version: SessionVersion(incarnation: incarnation, number: 1))
        }
        func changed(to value: Int?) -> State {
            let version = state.version.map {
                SessionVersion(incarnation: $0.incarnation, number: $0.number + 1)
            }
            return State(value: value, version: version, hasEnded: state.hasEnded)
        }
        func isOther(_ present: SessionVersion, than version: SessionVersion) -> Bool {
            present == state.version && present != version
        }
        return switch self {
        case .create(let value, let incarnation): new(value, incarnation)
        case .findOrCreate(let value, _, true, let incarnation):
            state.value == nil ? new(value, incarnation) : nil
        case .findOrCreate(_, let found, false, let incarnation):
            found == value && incarnation == state.version?.incarnation ? state : nil
        case .session(let seen, let version):
            seen == value && (version == nil || version == state.version) ? state : nil
        case .touch(let isAlive): isAlive == (value != nil) ? state : nil
        case .setTimeouts(let isAlive):
            isAlive == (value != nil) ? isAlive ? changed(to: value) : state : nil
        case .update(let new): new == value.map { $0 + 1 } ? new == nil ? state : changed(to: new) : nil
        case .delete(let deleted): deleted == (value != nil) ? ended : nil
        case .updateIf(let version, _, let present?): isOther(present, than: version) ? state : nil
        case .updateIf(_, nil, nil): value == nil ? state : nil
        case .updateIf(let version, let new, nil):
            version == state.version && new == value.map { $0 + 1 } ? changed(to: new) : nil
        case .deleteIf(let version, _, let present?): isOther(present, than: version) ? state : nil
        case .deleteIf(let version, let deleted, nil):
            deleted == (value != nil) && (!deleted || version == state.version) ? ended : nil
        case .endOf(let hasEnded): hasEnded == state.hasEnded ? state : nil
        case .expire: ended
        }
    }
}

/// An operation on a few ids whose sessions belong to owners, each of whom may have two.
enum OwnerOperation: RecordedOperation {
    /// Who the session of an id belongs to.
    enum Holder: Hashable, CaseIterable {
        /// There is no session.
        case none
        case nobody
        case alice
        case bob

        var owner: String? {
            switch self {
            case .alice: "alice"
            case .bob: "bob"
            case .none, .nobody: nil
            }
        }
    }

    enum Outcome: Hashable {
        case done
        case absent
        case inUse
        /// A call may be refused although the owner has room, while another call reserves a place.
        case refused
    }

    static let limit = 2

    case create(Int, Holder, Outcome)
    case change(Int, Holder, Outcome)
    /// A rotation, which gives the session another owner unless it is `nil`.
    case rotate(Int, to: Int, Holder?, Outcome)
    case touch(Int, of: Holder, Bool)
    case delete(Int, Bool)
    case deleteAll(Holder, except: Int?, Int)
    case list(Holder, Set<Int>)
    case count(Holder, Int)

    func applied(to state: [Holder]) -> [Holder]? {
        var state = state
        func hasRoom(_ holder: Holder, without id: Int) -> Bool {
            holder.owner == nil
                || state.indices.count { $0 != id && state[$0] == holder } < Self.limit
        }
        switch self {
        case .create(_, _, .refused), .change(_, _, .refused), .rotate(_, _, _, .refused): return state
        case .create(let id, let holder, _):
            guard hasRoom(holder, without: id) else { return nil }
            state[id] = holder
        case .change(let id, _, .absent): return state[id] == .none ? state : nil
        case .change(let id, let holder, _):
            guard state[id] != .none, hasRoom(holder, without: id) else { return nil }
            state[id] = holder
        case .rotate(let id, _, _, .absent): return state[id] == .none ? state : nil
        case .rotate(let id, let new, _, .inUse):
            return state[id] != .none && state[new] != .none ? state : nil
        case .rotate(let id, let new, let holder, _):
            guard state[id] != .none, state[new] == .none, hasRoom(holder ?? .nobody, without: id) else {
                return nil
            }
            state[new] = holder ?? state[id]
            state[id] = .none
        case .touch(let id, let holder, let touched): return touched == (state[id] == holder) ? state : nil
        case .delete(let id, let deleted):
            guard deleted == (state[id] != .none) else { return nil }
            state[id] = .none
        case .deleteAll(let holder, let spared, let count):
            let ended = state.indices.filter { state[$0] == holder && $0 != spared }
            guard ended.count == count else { return nil }
            for id in ended { state[id] = .none }
        case .list(let holder, let ids):
            return ids == Set(state.indices.filter { state[$0] == holder }) ? state : nil
        case .count(let holder, let count): return count == state.count { $0 == holder } ? state : nil
        }
        return state
    }
}

/// An operation on an id whose session has at most one exclusive lease. Each session has another value.
enum LeaseOperation: RecordedOperation {
    enum Outcome: Hashable {
        /// The call has the exclusive lease of the session with this value.
        case leased(Int)
        case busy
        case absent
    }

    case create(Int)
    case delete(Bool)
    case begin(Outcome)
    /// Ends the exclusive lease of the session with this value, if it is still there.
    case end(Int)

    struct State: Hashable {
        var session: Int?
        var isLeased = false
    }

    func applied(to state: State) -> State? {
        switch self {
        case .create(let new): State(session: new)
        case .delete(let deleted): deleted == (state.session != nil) ? State() : nil
        case .begin(.leased(let session)):
            state == State(session: session) ? State(session: session, isLeased: true) : nil
        case .begin(.busy): state.isLeased ? state : nil
        case .begin(.absent): state.session == nil ? state : nil
        case .end(let session): state.session == session ? State(session: session) : state
        }
    }
}
