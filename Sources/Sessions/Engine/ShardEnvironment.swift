import Synchronization

/// The state that all shards of a manager share: the clock, the observers' interests, the counts and the
/// numbering.
@usableFromInline
final class ShardEnvironment: Sendable {
    let clock: any SessionClock
    private let isSystemClock: Bool
    private let contextProvider: (@Sendable () -> (any Sendable)?)?
    @usableFromInline let lifecycle: Lifecycle
    /// See ``Lifecycle/identity``.
    @usableFromInline let identity: UInt
    @usableFromInline let capacity: CapacityCounter
    @usableFromInline let bytes = ByteBudget()
    @usableFromInline let interests: EventKindMask
    /// Whether an observer wants `accessed` events.
    let reportsAccess: Bool
    @usableFromInline let pace: AccessedPace
    let handles = HandleSource()
    /// The number of exclusive leases that were refused because other calls held or awaited the session.
    let refusedLeases = Atomic<Int>(0)
    /// The sessions by owner and by key.
    let groups = GroupIndex()
    /// The number of series of numbers: one for each shard and one for the manager itself.
    @usableFromInline let seriesCount: UInt64
    /// The upper bits of this manager's incarnations.
    @usableFromInline let epoch: UInt64
    /// The number below the changes that this manager makes; see ``change(after:)``.
    @usableFromInline let changeFloor: UInt64

    init(
        clock: any SessionClock,
        contextProvider: (@Sendable () -> (any Sendable)?)?,
        lifecycle: Lifecycle,
        capacity: CapacityCounter,
        interests: EventKindMask,
        accessedInterval: Duration,
        seriesCount: Int,
        epoch: UInt64
    ) {
        self.clock = clock
        isSystemClock = clock is SystemClock
        self.contextProvider = contextProvider
        self.lifecycle = lifecycle
        identity = lifecycle.identity
        self.capacity = capacity
        self.interests = interests
        reportsAccess = interests.contains(.accessed)
        pace = AccessedPace(interval: accessedInterval)
        self.seriesCount = UInt64(seriesCount)
        self.epoch = epoch
        changeFloor = epoch << 40
    }

    /// Returns the number of a session's next change.
    ///
    /// A store is written behind the changes, so a crash loses the last ones: the restored session has a number that
    /// callers have seen a larger one of. Counting on from there would give their versions to other contents. So the
    /// first change of a session after a restart jumps to the epoch of the store, which the restart has raised. No
    /// number of an earlier epoch is that large: a process would have to change one session 2⁴⁰ times.
    @inlinable @inline(__always)
    func change(after former: UInt64) -> UInt64 { max(former, changeFloor) &+ 1 }

    deinit { groups.deallocate() }

    /// Returns valid attributes in the form in which the engine keeps them, or `nil` if there is nothing to keep.
    ///
    /// - Parameters:
    ///   - handle: The handle that the session has already.
    ///   - owner: The group of the attributes' owner, if the caller has it.
    func keep(
        _ attributes: SessionAttributes,
        handle: SessionHandle? = nil,
        owner: GroupKey? = nil
    ) -> KeptAttributes? {
        if attributes.isEmpty { return nil }
        var attributes = attributes
        attributes.handle = handle ?? handles.next()
        return KeptAttributes(attributes, owner: owner)
    }

    /// Whether the manager has a context provider.
    @usableFromInline var hasContextProvider: Bool { contextProvider != nil }

    /// Returns the current time in nanoseconds. The system clock is called directly rather than through the
    /// existential.
    @inline(__always)
    @usableFromInline
    func now() -> Int64 {
        isSystemClock ? SystemClock().now.nanoseconds : clock.now.nanoseconds
    }

    /// Returns the context of this call from the manager's context provider. The provider may call any
    /// code, so no lock may be held.
    @usableFromInline
    func context() -> EventContext? {
        guard let contextProvider else { return nil }
        ThreadScope.checkNotUpdating(identity)
        return contextProvider().map(EventContext.init)
    }
}
