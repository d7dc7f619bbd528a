#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A place where threads wait, without spinning, for a condition that other threads change under a lock.
@usableFromInline
package final class ConditionVariable: @unchecked Sendable {  // part of the lock type, with its own mutex
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiters = 0

    @usableFromInline package init() {
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
            pthread_cond_init(condition, nil)
        #else
            // A step of the wall clock must neither shorten nor lengthen a wait.
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

    /// Waits until `holds` returns true. It is called again after each ``notifyAll()``, and possibly in
    /// between.
    @usableFromInline package func wait(until holds: () -> Bool) {
        pthread_mutex_lock(mutex)
        waiters += 1
        while !holds() { pthread_cond_wait(condition, mutex) }
        waiters -= 1
        pthread_mutex_unlock(mutex)
    }

    /// Waits until `holds` returns true, but at most for `limit`, measured by the machine's clock. Returns
    /// whether `holds` returned true.
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

    /// Makes the waiting threads check their conditions again. Call it after a change that a condition
    /// depends on.
    @usableFromInline package func notifyAll() {
        pthread_mutex_lock(mutex)
        if waiters > 0 { pthread_cond_broadcast(condition) }
        pthread_mutex_unlock(mutex)
    }
}
