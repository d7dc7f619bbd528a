/// Holds sessions, each with a value under an id, and ends them when their time is over.
///
/// ```swift
/// let manager = SessionManager<Conversation>()
/// try manager.create("conv-123", Conversation(chatID: "chat-456"))
/// manager.session("conv-123")?.value.chatID
/// ```
///
/// Every method may be called from any thread and from any task, without `await`; none waits for more than
/// the lock of a 64th of the sessions, held for a few hundred nanoseconds, and for observers that don't keep
/// up; only a change of timeouts, and the question what one would do, hold it for all of that 64th, and a restore, which
/// is for before there is traffic, for a 64th of a batch. ``run()`` cleans up now and then; without it, the dead are
/// invisible all the same but take up memory until someone calls ``cleanup()``.
///
/// Looking a session up with ``session(_:)``, ``touch(_:)``, ``update(_:_:)`` or
/// ``findOrCreate(_:timeouts:_:)`` is an **access**: it starts the idle timeout anew.
/// ``peek(_:)``, ``info(_:)``, listings and metrics are not.
///
/// An id is equal to another if their UTF-8 bytes are. It may have ``maximumIdentifierLength`` bytes; the
/// empty id is one.
public final class SessionManager<Value: Sendable>: Sendable {
    /// The longest id there may be, in bytes of UTF-8.
    public static var maximumIdentifierLength: Int { IdentifierKey.maximumLength }

    /// How many parts the sessions are in; a power of two.
    static var shardCount: Int { 64 }

    @usableFromInline let directory: ShardDirectory
    @usableFromInline let shards: ContiguousArray<Shard<Value>>
    /// For the events that are about the manager.
    @usableFromInline let managerLane: EventLane<Value>
    let numbers: Locked<UInt64>
    @usableFromInline let observer: any SessionObserver<Value>
    let admission: (any SessionAdmission<Value>)?
    @usableFromInline let hasAdmission: Bool
    /// What ids become before the engine sees them; `nil` for themselves.
    package let identifierDigest: IdentifierDigest?
    @usableFromInline let hasDigest: Bool
    let currentPolicy: Locked<SessionPolicy>
    /// Held while a policy is applied, so that all shards get policies in one order.
    let policyLock = Locked(())
    let schedule: Locked<CleanupSchedule>
    let rotatedLeases = RotatedLeases()
    /// What requests note that gave their session another id.
    package let supersededIdentifiers = SupersededIdentifiers()

    /// A manager with the default policy: an idle timeout of 30 minutes, a cleanup every 10, no lifetime.
    public convenience init(
        observers: [any SessionObserver<Value>] = [],
        clock: some SessionClock = SystemClock()
    ) {
        self.init(checked: SessionPolicy(), observers: observers, clock: clock, context: nil)
    }

    /// A manager with these timeouts and, for the rest, the default policy.
    ///
    /// - Throws: ``SessionError/Code/invalidPolicy`` for a duration that is zero, negative or over 36,500
    ///   days.
    public convenience init(
        idleTimeout: Duration,
        cleanupInterval: Duration = .minutes(10),
        observers: [any SessionObserver<Value>] = [],
        clock: some SessionClock = SystemClock()
    ) throws(SessionError) {
        try self.init(
            policy: SessionPolicy(idleTimeout: idleTimeout, cleanupInterval: cleanupInterval),
            observers: observers,
            clock: clock
        )
    }

    /// A manager with this cleanup interval and, for the rest, the default policy.
    ///
    /// - Throws: ``SessionError/Code/invalidPolicy`` for an interval that is zero, negative or over 36,500 days.
    public convenience init(
        cleanupInterval: Duration,
        observers: [any SessionObserver<Value>] = [],
        clock: some SessionClock = SystemClock()
    ) throws(SessionError) {
        try self.init(
            policy: SessionPolicy(cleanupInterval: cleanupInterval),
            observers: observers,
            clock: clock
        )
    }

    /// A manager with this policy.
    ///
    /// - Parameters:
    ///   - policy: The rules that the sessions live by.
    ///   - observers: Who hears of what happens, in this order.
    ///   - admission: Who may refuse a create.
    ///   - clock: Where the time comes from.
    ///   - context: Asked, with no lock held, in each call of which an event comes; what it returns is the event's
    ///     ``SessionEvent/context``. To pass the task's `ServiceContext` on: `{ ServiceContext.current }`.
    ///   - epoch: The upper part of the incarnations: what a store gave at its opening, so that they grow across
    ///     restarts; 0 without a store. At most 24 bits count.
    ///   - identifierDigest: What ids become at the boundary: every call takes ids, while sessions, events, listings
    ///     and stores have digests of them. `nil`, the default, for the ids themselves.
    /// - Throws: ``SessionError/Code/invalidPolicy``, naming the field.
    public convenience init(
        policy: SessionPolicy,
        observers: [any SessionObserver<Value>] = [],
        admission: (any SessionAdmission<Value>)? = nil,
        clock: some SessionClock = SystemClock(),
        context: (@Sendable () -> (any Sendable)?)? = nil,
        epoch: UInt64 = 0,
        identifierDigest: IdentifierDigest? = nil
    ) throws(SessionError) {
        try policy.validate()
        self.init(
            checked: policy,
            observers: observers,
            admission: admission,
            clock: clock,
            context: context,
            epoch: epoch,
            identifierDigest: identifierDigest
        )
    }

    /// A manager with a policy that was checked; tests choose the seed of the hash, the epoch and the number of
    /// shards, a power of two.
    init(
        checked policy: SessionPolicy,
        observers: [any SessionObserver<Value>],
        admission: (any SessionAdmission<Value>)? = nil,
        clock: any SessionClock,
        context: (@Sendable () -> (any Sendable)?)?,
        seed: HashSeed = HashSeed(),
        epoch: UInt64 = 0,
        identifierDigest: IdentifierDigest? = nil,
        shardCount: Int = SessionManager.shardCount
    ) {
        let observer: any SessionObserver<Value> =
            observers.count == 1 ? observers[0] : ObserverFanOut(observers)
        let numbers = Locked<UInt64>(0)
        let environment = ShardEnvironment(
            clock: clock,
            contextProvider: context,
            lifecycle: Lifecycle(),
            capacity: CapacityCounter(limit: policy.maximumSessions),
            interests: observer.interests,
            accessedInterval: observer.accessedInterval,
            seriesCount: shardCount + 1,
            epoch: epoch
        )
        let finish: @Sendable () -> Void = {
            let event = Self.managerEvent(
                .shutdown,
                cause: .shutdown,
                number: Self.nextNumber(numbers),
                environment: environment,
                context: environment.context()
            )
            if environment.interests.contains(.shutdown) {
                ThreadScope.enter(.delivery, of: environment.identity) { observer.sessionDid(event) }
            }
            environment.lifecycle.finish()
        }
        let now = environment.now()
        shards = ContiguousArray(
            (0..<shardCount).map { number in
                Shard(
                    index: ShardIndex(deadlines: Deadlines(policy), seed: seed, now: now),
                    environment: environment,
                    series: number,
                    observer: observer,
                    finish: finish
                )
            }
        )
        directory = ShardDirectory(
            cores: ContiguousArray(shards.map { $0 }),
            seed: seed,
            environment: environment
        )
        managerLane = EventLane(
            lock: directory.managerLock,
            observer: observer,
            lifecycle: environment.lifecycle,
            finish: finish
        )
        self.observer = observer
        self.numbers = numbers
        self.admission = admission
        hasAdmission = admission != nil
        self.identifierDigest = identifierDigest
        hasDigest = identifierDigest != nil
        currentPolicy = Locked(policy)
        schedule = Locked(CleanupSchedule())
    }

    /// Where the time comes from.
    public var clock: any SessionClock { directory.environment.clock }

    /// The shard of this key.
    @inlinable @inline(__always)
    func shard(_ key: IdentifierKey) -> Shard<Value> { shards[directory.shardNumber(key.hash)] }
}
