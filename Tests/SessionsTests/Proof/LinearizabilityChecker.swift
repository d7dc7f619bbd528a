/// Decides whether what concurrent callers saw of one id can be put into an order that a single caller could
/// have seen, each operation somewhere between its call and its return.
///
/// The search of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993), with the memory of Lowe
/// ("Testing for Linearizability", 2017): a set of operations done that led to a value once is not tried again.
struct LinearizabilityChecker {
    /// What a caller asked for, and what it was told.
    enum Operation: Hashable {
        case create(Int)
        case findOrCreate(Int, found: Int, created: Bool)
        case session(Int?)
        case touch(Bool)
        case update(to: Int?)
        case delete(Bool)
        /// Time passes all deadlines.
        case expire

        /// What is under the id after the operation if `value` was before; `nil` if the caller could not have
        /// been told what it was.
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

    /// An operation, with the ticks of a clock that all callers share.
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

    /// A checker of at most 64 calls on one id that held nothing before.
    init(_ calls: [Call]) {
        precondition(calls.count <= 64, "a history has at most 64 calls")
        self.calls = calls
    }

    /// Whether there is such an order.
    mutating func isLinearizable() -> Bool { search(from: Position(done: 0, value: nil)) }

    private mutating func search(from position: Position) -> Bool {
        if position.done.nonzeroBitCount == calls.count { return true }
        guard tried.insert(position).inserted else { return false }
        let open = calls.indices.filter { position.done >> UInt64($0) & 1 == 0 }
        // Whoever was called after another had returned cannot come before it.
        let firstReturn = open.map { calls[$0].returned }.min() ?? .max
        for index in open where calls[index].called <= firstReturn {
            guard let value = calls[index].operation.applied(to: position.value) else { continue }
            if search(from: Position(done: position.done | 1 << UInt64(index), value: value)) { return true }
        }
        return false
    }
}
