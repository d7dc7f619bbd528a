#if SESSIONS_THREAD_SANITIZER
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Darwin)
        import Darwin
    #endif
#else
    import Synchronization
#endif

/// The one lock of this package: a mutex that is not recursive.
///
/// ThreadSanitizer does not see how `Synchronization.Mutex` synchronises on Linux and reports races that
/// are none, so a build for it (`-Xswiftc -DSESSIONS_THREAD_SANITIZER`) uses a pthread mutex instead. This
/// is the only place that knows.
@usableFromInline
final class Locked<State>: @unchecked Sendable {  // the state is reached under the mutex only
    #if SESSIONS_THREAD_SANITIZER
        private let mutex: UnsafeMutablePointer<pthread_mutex_t>
        private var state: State

        init(_ state: sending State) {
            self.state = state
            mutex = .allocate(capacity: 1)
            pthread_mutex_init(mutex, nil)
        }

        deinit {
            pthread_mutex_destroy(mutex)
            mutex.deallocate()
        }

        func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            return try body(&state)
        }
    #else
        private let mutex = Mutex(())
        private var state: State

        init(_ state: sending State) {
            self.state = state
        }

        func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
            mutex._unsafeLock()
            defer { mutex._unsafeUnlock() }
            return try body(&state)
        }
    #endif
}
