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
    }

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
