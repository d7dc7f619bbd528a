/// A loop whose instructions and allocations an external tool counts.
///
/// It makes a call for each of ten thousand ids, in one or more passes. The rest of the run does not depend on the
/// number of passes, so the difference between two runs is the cost of the call.
public enum CountedLoop: String, Sendable, CaseIterable {
    case touch, session, update
    /// Refreshing a session that has an owner, under limits.
    case ownedTouch = "owned-touch"
    /// Creating and deleting a session.
    case create
    /// Creating and deleting a session that has an owner, under limits.
    case ownedCreate = "owned-create"
    /// The same, but one call ends the ten sessions of an owner.
    case ownerEnd = "owner-end"
    /// Asking for an id that no session has: a peek, a session, a touch, an update, and why it ended.
    case unknown

    /// The number of calls in one pass.
    public static let operations = 10_000

    /// Runs the loop on a new manager.
    ///
    /// - Throws: ``BenchmarkError`` if an operation failed.
    public func run(passes: Int) async throws {
        let store = SessionsStore.withLimits(rememberedEnds: self == .unknown ? 1_000 : 0)
        let numbers = AccessDistribution.distinctNumbers(Self.operations, of: Self.operations, seed: 1)
        let ids = Identifiers.identifiers(numbers)[...]
        let owners = numbers.map { "user-\($0 / OwnerBenchmark.share)" }[...]
        let unknown = Identifiers.identifiers(numbers.map { $0 + Self.operations })[...]
        switch self {
        case .create, .ownedCreate, .ownerEnd: break
        case .ownedTouch: try check(store.create(ids, owners: owners))
        case .touch, .session, .update, .unknown: try check(await store.create(ids))
        }
        for _ in 0..<passes {
            switch self {
            case .touch, .ownedTouch: try check(await store.touch(ids))
            case .session: try check(await store.session(ids))
            case .update: try check(await store.update(ids))
            case .create:
                try check(await store.create(ids))
                try check(await store.delete(ids))
            case .ownedCreate:
                try check(store.create(ids, owners: owners))
                try check(await store.delete(ids))
            case .ownerEnd:
                try check(store.create(ids, owners: owners))
                var ended = 0
                for owner in 0..<Self.operations / OwnerBenchmark.share {
                    ended += try store.manager.delete(in: .owner("user-\(owner)"))
                }
                try check(ended)
            case .unknown: try check(Self.operations - store.ask(unknown))
            }
        }
    }

    private func check(_ hits: Int) throws {
        guard hits == Self.operations else {
            throw BenchmarkError(rawValue, succeeded: hits, of: Self.operations)
        }
    }
}
