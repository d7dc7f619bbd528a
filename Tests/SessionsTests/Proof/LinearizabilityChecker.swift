/// Decides whether a history of concurrent calls on one id is linearizable.
///
/// That is, whether the calls can be ordered as a single caller could have made them, each at a moment
/// between its call and its return.
///
/// The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993), with the memory
/// of Lowe ("Testing for Linearizability", 2017): a set of completed operations that led to a value is not
/// tried again.
struct LinearizabilityChecker {
    /// An operation and its result.
    enum Operation: Hashable {
        case create(Int)
        case findOrCreate(Int, found: Int, created: Bool)
        case session(Int?)
        case touch(Bool)
        case update(to: Int?)
        case delete(Bool)
        /// The time moves past all deadlines.
        case expire

        /// Returns the value of the id after the operation if it was `value` before; `nil` if the operation
        /// could not have had this result.
        func applied(to value: Int?) -> Int?? {
            switch self {
            case .create(let new): .some(new)
            case .findOrCreate(let new, let found, let created):
                (value ?? new) == found && created == (value == nil) ? .some(found) : nil
            case .session(let seen): seen == value ? .some(value) : nil
            case .touch(let isAlive): isAlive == (value != nil) ? .some(value) : nil
            case .update(let new): new == value.map { $0 + 1 } ? .some(new) : nil
            case .delete(let deleted): deleted == (value != nil) ? .some(nil) : nil
            case .expire: .some(nil)
            }
        }
    }

    /// An operation with its start and end, in ticks of a clock that all callers share.
    struct Call: Hashable {
        let operation: Operation
        let called: Int
        let returned: Int
    }

    private struct Position: Hashable {
        var done: UInt64
        var value: Int?
    }

    private let calls: [Call]
    private var tried: Set<Position> = []

    /// Creates a checker for at most 64 calls on an id that had no session before.
    init(_ calls: [Call]) {
        precondition(calls.count <= 64, "a history has at most 64 calls")
        self.calls = calls
    }

    /// Whether the history is linearizable.
    mutating func isLinearizable() -> Bool { search(from: Position(done: 0, value: nil)) }

    private mutating func search(from position: Position) -> Bool {
        if position.done.nonzeroBitCount == calls.count { return true }
        guard tried.insert(position).inserted else { return false }
        let open = calls.indices.filter { position.done >> UInt64($0) & 1 == 0 }
        // An operation that started after another returned can't come before it.
        let firstReturn = open.map { calls[$0].returned }.min() ?? .max
        for index in open where calls[index].called <= firstReturn {
            guard let value = calls[index].operation.applied(to: position.value) else { continue }
            if search(from: Position(done: position.done | 1 << UInt64(index), value: value)) { return true }
        }
        return false
    }
}
