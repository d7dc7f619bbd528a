#if SESSIONS_THREAD_SANITIZER
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
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
@usableFromInline struct Lock: ~Copyable, @unchecked Sendable {  // a mutex is what makes others Sendable
    #if SESSIONS_THREAD_SANITIZER
        private let mutex: UnsafeMutablePointer<pthread_mutex_t>

        @usableFromInline init() {
            mutex = .allocate(capacity: 1)
            pthread_mutex_init(mutex, nil)
        }

        deinit {
            pthread_mutex_destroy(mutex)
            mutex.deallocate()
        }

        @usableFromInline func lock() { pthread_mutex_lock(mutex) }

        @usableFromInline func unlock() { pthread_mutex_unlock(mutex) }
    #else
        private let mutex = Mutex(())

        @usableFromInline init() {}

        // A shard locks in one method and hands what it found to another: that does not fit into a closure
        // without a copy of the key, so these two take the mutex apart.
        @usableFromInline func lock() { mutex._unsafeLock() }

        @usableFromInline func unlock() { mutex._unsafeUnlock() }
    #endif
}
