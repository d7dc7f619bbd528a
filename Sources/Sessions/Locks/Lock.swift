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

/// The package's only lock: a mutex that is not recursive.
///
/// ThreadSanitizer does not see how `Synchronization.Mutex` synchronises on Linux and reports false races.
/// A build for it (`-Xswiftc -DSESSIONS_THREAD_SANITIZER`) uses a pthread mutex instead, and only this file
/// knows about it.
@usableFromInline struct Lock: ~Copyable, @unchecked Sendable {  // a mutex may be used from any thread
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

        // ``LockedShard`` locks in its initialiser and unlocks in its `deinit`. A closure for `withLock`
        // would have to copy the key.
        @usableFromInline func lock() { mutex._unsafeLock() }

        @usableFromInline func unlock() { mutex._unsafeUnlock() }
    #endif
}

/// A value that is only accessed under its lock. The package's other modules lock with it, too.
///
/// Usable from inline, because the compiler specialises `@inlinable` members of `package` types for other modules only
/// if the type is, too.
@usableFromInline
package final class Locked<State>: @unchecked Sendable {  // the lock type's other half: see above
    @usableFromInline let lock = Lock()
    // The lock is exclusive already: a second access on the same thread would wait for itself.
    @exclusivity(unchecked) @usableFromInline var state: State

    @inlinable
    package init(_ state: sending State) {
        self.state = state
    }

    @inlinable
    package func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
        lock.lock()
        defer { lock.unlock() }
        return try body(&state)
    }
}
