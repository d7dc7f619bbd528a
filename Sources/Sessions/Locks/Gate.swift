#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where threads wait, without spinning, until something that others do under a lock has come about.
final class Gate: @unchecked Sendable {  // part of the lock type: a condition variable and its mutex
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiters = 0

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Waits until `condition` holds. It is asked anew after each ``open()``.
    func wait(until holds: () -> Bool) {
        pthread_mutex_lock(mutex)
        waiters += 1
        while !holds() { pthread_cond_wait(condition, mutex) }
        waiters -= 1
        pthread_mutex_unlock(mutex)
    }

    /// Lets those who wait look again; to be called after what they wait for was changed.
    func open() {
        pthread_mutex_lock(mutex)
        if waiters > 0 { pthread_cond_broadcast(condition) }
        pthread_mutex_unlock(mutex)
    }
}
