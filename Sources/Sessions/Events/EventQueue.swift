/// The waiting events of a lane, in order, and the state of its delivery.
///
/// The events are in a ring of plain memory. Every access needs the lane's lock.
///
/// Invariants: exactly the `count` events from `head` on are initialised; `capacity` is a power of two.
@usableFromInline struct EventQueue<Value: Sendable>: ~Copyable {
    @usableFromInline var ring: UnsafeMutablePointer<SessionEvent<Value>>
    @usableFromInline var capacity: Int
    @usableFromInline var head = 0
    @usableFromInline var count = 0

    /// Whether an event was appended since the last ``takeNews()``.
    @usableFromInline var hasNews = false
    /// The number of delivered events.
    @usableFromInline var delivered: UInt64 = 0
    /// Whether a thread is delivering, or the lane is held.
    @usableFromInline var isDraining = false
    /// Whether the lane is held: it waits for the delivery of a rotation's event.
    @usableFromInline var isHeld = false
    /// Whether no further event will be appended.
    @usableFromInline var isClosed = false
    /// The number of callers that wait for the queue to become shorter.
    @usableFromInline var waiters = 0
    /// The number of callers that have had to wait.
    @usableFromInline var waits = 0

    /// The capacity above which an empty queue returns its memory.
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

    /// Removes and returns the first event. The queue must not be empty.
    @inlinable
    mutating func removeFirst() -> SessionEvent<Value> {
        let event = (ring + head).move()
        head = (head &+ 1) & (capacity &- 1)
        count &-= 1
        return event
    }

    /// Returns whether an event was appended since the last call.
    @inlinable
    mutating func takeNews() -> Bool {
        defer { hasNews = false }
        return hasNews
    }

    /// Returns the memory of a long queue once it is empty.
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
