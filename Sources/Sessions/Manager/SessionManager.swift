/// A manager of sessions. Each session holds a value under an id and ends when its time is over.
///
/// ```swift
/// let manager = SessionManager<Conversation>()
/// try manager.create("conv-123", Conversation(chatID: "chat-456"))
/// manager.session("conv-123")?.value.chatID
/// ```
///
/// You can call every method from any thread and from any task. Only the methods whose closure can await need `await`. The
/// sessions are divided into 64 shards, each with a lock. A call waits for a shard's lock, which other calls usually hold
/// for a few hundred nanoseconds, and for observers that don't keep up. Three kinds of calls hold a lock for longer. A
/// change of timeouts, and a preview of one, hold it while they examine all sessions of the shard. A restore, which you run
/// before there is traffic, holds it while it adds the shard's part of a batch.
///
/// ``run()`` cleans up at intervals. Without it, dead sessions are invisible all the same, but they take up
/// memory until you call ``cleanup()``.
///
/// Looking a session up with ``session(_:)``, ``touch(_:)``, ``update(_:_:)`` or
/// ``findOrCreate(_:timeouts:_:)`` is an **access**: it restarts the idle timeout. So is a change of its timeouts or of
/// its id. ``peek(_:)``,
/// ``info(_:)``, listings and metrics are not accesses.
///
/// Two ids are equal if their UTF-8 bytes are equal. An id may have up to ``maximumIdentifierLength``
/// bytes. The empty string is a valid id.
public final class SessionManager<Value: Sendable>: Sendable {
    /// The maximum length of an id, in bytes of UTF-8.
    public static var maximumIdentifierLength: Int { IdentifierKey.maximumLength }

    /// The number of shards; a power of two.
    static var shardCount: Int { 64 }

    @usableFromInline let directory: ShardDirectory
    @usableFromInline let shards: ContiguousArray<Shard<Value>>
    /// The lane for events about the manager.
    @usableFromInline let managerLane: EventLane<Value>
    let numbers: Locked<UInt64>
    @usableFromInline let observer: any SessionObserver<Value>
    let admission: (any SessionAdmission<Value>)?
    @usableFromInline let hasAdmission: Bool
    /// The function that replaces ids with digests before the engine sees them; `nil` if the engine has the
    /// ids themselves.
    package let identifierDigest: IdentifierDigest?
    @usableFromInline let hasDigest: Bool
    let currentPolicy: Locked<SessionPolicy>
    /// Held while a policy is applied, so that all shards get policies in the same order.
    let policyLock = Locked(())
    let schedule: Locked<CleanupSchedule>
    let rotatedLeases = RotatedLeases()
    /// The values that calls of `findOrCreate` await.
    let creationFlights = CreationFlights<Value>()
    /// The ids that requests have recently replaced with new ones.
    package let supersededIdentifiers = SupersededIdentifiers()

    /// Creates a manager with the default policy: an idle timeout of 30 minutes, a cleanup every 10
    /// minutes, and no lifetime.
    public convenience init(
        observers: [any SessionObserver<Value>] = [],
        clock: some SessionClock = SystemClock()
    ) {
        self.init(checked: SessionPolicy(), observers: observers, clock: clock, context: nil)
    }

    /// Creates a manager with an idle timeout and a cleanup interval. The rest of its policy is the
    /// default.
    ///
    /// - Throws: ``SessionError/Code/invalidPolicy`` if a duration is zero, negative or longer than 36,500
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

    /// Creates a manager with a cleanup interval. The rest of its policy is the default.
    ///
    /// - Throws: ``SessionError/Code/invalidPolicy`` if the interval is zero, negative or longer than
    ///   36,500 days.
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

    /// Creates a manager with a policy.
    ///
    /// - Parameters:
    ///   - policy: The timeouts and limits of the sessions.
    ///   - observers: The observers of events. Each event is delivered to them in this order.
    ///   - admission: Decides whether a create is allowed.
    ///   - clock: The source of time.
    ///   - context: Called, with no lock held, in each call that emits an event. Its result is the event's
    ///     ``SessionEvent/context``. To pass on the task's `ServiceContext`, use
    ///     `{ ServiceContext.current }`.
    ///   - identifierDigest: Replaces ids with digests. Every call takes ids, while sessions, events,
    ///     listings and stores contain their digests. With `nil`, the default, they contain the ids
    ///     themselves.
    /// - Throws: ``SessionError/Code/invalidPolicy``, which names the invalid field.
    public convenience init(
        policy: SessionPolicy,
        observers: [any SessionObserver<Value>] = [],
        admission: (any SessionAdmission<Value>)? = nil,
        clock: some SessionClock = SystemClock(),
        context: (@Sendable () -> (any Sendable)?)? = nil,
        identifierDigest: IdentifierDigest? = nil
    ) throws(SessionError) {
        try self.init(
            policy: policy,
            observers: observers,
            admission: admission,
            clock: clock,
            context: context,
            epoch: 0,
            identifierDigest: identifierDigest
        )
    }

    /// Creates a manager with a validated policy. Tests choose the seed of the hash, the epoch and the
    /// number of shards, which must be a power of two.
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
            interests: EventKindMask(observer.interests),
            accessedInterval: observer.accessedInterval,
            seriesCount: shardCount + 1,
            epoch: epoch
        )
        environment.groups.setLimits(policy)
        environment.bytes.setLimits(policy)
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
                    index: ShardIndex(
                        deadlines: Deadlines(policy, warns: environment.interests.contains(.expiring)),
                        seed: seed,
                        now: now,
                        rememberedEnds: Self.rememberedEnds(policy, shards: shardCount),
                        isMeasured: environment.bytes.isOn
                    ),
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

    /// The source of time.
    public var clock: any SessionClock { directory.environment.clock }

    /// Returns the shard of this key.
    @inlinable @inline(__always)
    func shard(_ key: IdentifierKey) -> Shard<Value> { shards[directory.shardNumber(key.hash)] }
}
