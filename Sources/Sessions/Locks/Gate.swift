#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where threads wait, without spinning, until something that others do under a lock has come about.
@usableFromInline
package final class Gate: @unchecked Sendable {  // part of the lock type: a condition variable and its mutex
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiters = 0

    @usableFromInline package init() {
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
            pthread_cond_init(condition, nil)
        #else
            // A step of the wall clock must not cut a wait short, or draw it out.
            var attributes = pthread_condattr_t()
            pthread_condattr_init(&attributes)
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            pthread_cond_init(condition, &attributes)
            pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Waits until `condition` holds. It is asked anew after each ``open()``.
    @usableFromInline package func wait(until holds: () -> Bool) {
        pthread_mutex_lock(mutex)
        waiters += 1
        while !holds() { pthread_cond_wait(condition, mutex) }
        waiters -= 1
        pthread_mutex_unlock(mutex)
    }

    /// Waits until `condition` holds, but for `limit` of the machine's time at the most; returns whether it
    /// holds.
    @usableFromInline package func wait(atMost limit: Duration, until holds: () -> Bool) -> Bool {
        let start = ContinuousClock.now
        pthread_mutex_lock(mutex)
        waiters += 1
        defer {
            waiters -= 1
            pthread_mutex_unlock(mutex)
        }
        while !holds() {
            let rest = limit - (ContinuousClock.now - start)
            guard rest > .zero else { return false }
            wait(for: rest)
        }
        return true
    }

    private func wait(for rest: Duration) {
        var time = timespec()
        #if canImport(Darwin)
            time.tv_sec = Int(rest.components.seconds)
            time.tv_nsec = Int(rest.components.attoseconds / 1_000_000_000)
            pthread_cond_timedwait_relative_np(condition, mutex, &time)
        #else
            clock_gettime(CLOCK_MONOTONIC, &time)
            let nanoseconds = time.tv_nsec + Int(rest.components.attoseconds / 1_000_000_000)
            time.tv_sec += Int(rest.components.seconds) + nanoseconds / 1_000_000_000
            time.tv_nsec = nanoseconds % 1_000_000_000
            pthread_cond_timedwait(condition, mutex, &time)
        #endif
    }

    /// Lets those who wait look again; to be called after what they wait for was changed.
    @usableFromInline package func open() {
        pthread_mutex_lock(mutex)
        if waiters > 0 { pthread_cond_broadcast(condition) }
        pthread_mutex_unlock(mutex)
    }
}
