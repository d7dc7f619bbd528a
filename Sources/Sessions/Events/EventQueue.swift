/// The events of a lane that wait for delivery, in order, and what is known of its delivery. Plain memory in a
/// ring; whoever reaches it holds the lane's lock.
///
/// Invariants: the `count` events from `head` on are initialised and no others; `capacity` is a power of two.
@usableFromInline struct EventQueue<Value: Sendable>: ~Copyable {
    @usableFromInline var ring: UnsafeMutablePointer<SessionEvent<Value>>
    @usableFromInline var capacity: Int
    @usableFromInline var head = 0
    @usableFromInline var count = 0

    /// Whether something was added since ``takeNews()``.
    @usableFromInline var hasNews = false
    /// How many events were delivered.
    @usableFromInline var delivered: UInt64 = 0
    /// Whether a thread delivers, or the lane is held.
    @usableFromInline var isDraining = false
    /// Whether the lane is held: the last that came is a rotation whose event was not delivered yet.
    @usableFromInline var isHeld = false
    /// Whether nothing will be added any more.
    @usableFromInline var isClosed = false
    /// How many callers wait for it to become shorter.
    @usableFromInline var waiters = 0
    /// How many had to.
    @usableFromInline var waits = 0

    /// A queue that is longer than this gives its memory back once it is empty.
    @inlinable static var keptCapacity: Int { 1_024 }
    @inlinable static var firstCapacity: Int { 4 }

    @inlinable
    init() {
        capacity = Self.firstCapacity
        ring = .allocate(capacity: Self.firstCapacity)
    }

    deinit {
        for offset in 0..<count { (ring + ((head &+ offset) & (capacity &- 1))).deinitialize(count: 1) }
        ring.deallocate()
    }

    @inlinable
    mutating func append(_ event: SessionEvent<Value>) {
        if count == capacity { resize(to: capacity &* 2) }
        (ring + ((head &+ count) & (capacity &- 1))).initialize(to: event)
        count &+= 1
        hasNews = true
    }

    /// Takes the first event out; there must be one.
    @inlinable
    mutating func removeFirst() -> SessionEvent<Value> {
        let event = (ring + head).move()
        head = (head &+ 1) & (capacity &- 1)
        count &-= 1
        return event
    }

    /// Whether something was added since this was asked last.
    @inlinable
    mutating func takeNews() -> Bool {
        defer { hasNews = false }
        return hasNews
    }

    /// Gives back what a long queue took, once it is empty.
    @inlinable
    mutating func shrink() {
        if count == 0 && capacity > Self.keptCapacity { resize(to: Self.firstCapacity) }
    }

    @inlinable @inline(never)
    mutating func resize(to capacity: Int) {
        let larger = UnsafeMutablePointer<SessionEvent<Value>>.allocate(capacity: capacity)
        for offset in 0..<count {
            (larger + offset).moveInitialize(from: ring + ((head &+ offset) & (self.capacity &- 1)), count: 1)
        }
        ring.deallocate()
        ring = larger
        self.capacity = capacity
        head = 0
    }
}
