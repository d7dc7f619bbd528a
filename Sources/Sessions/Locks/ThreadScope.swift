#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A scope in which this thread runs: an update closure under a shard's lock, or the delivery of an event.
///
/// The scopes of a thread form a list through its stack, innermost first.
@usableFromInline struct ThreadScope {
    @usableFromInline enum Kind {
        case update
        case delivery
    }

    private let kind: Kind
    /// The ``Lifecycle/identity`` of the scope's manager.
    private let manager: UInt
    private let outer: UnsafeMutablePointer<ThreadScope>?

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    @inline(__always)
    private static var innermost: UnsafeMutablePointer<ThreadScope>? {
        pthread_getspecific(key)?.assumingMemoryBound(to: ThreadScope.self)
    }

    /// Creates a scope inside the innermost one.
    @usableFromInline
    init(_ kind: Kind, of manager: UInt) {
        self.kind = kind
        self.manager = manager
        outer = Self.innermost
    }

    /// Runs `body` in a scope of this kind.
    @inlinable
    static func enter<R, E: Error>(
        _ kind: Kind,
        of manager: UInt,
        _ body: () throws(E) -> R
    ) throws(E) -> R {
        var scope = ThreadScope(kind, of: manager)
        return try withUnsafeMutablePointer(to: &scope) { pointer throws(E) -> R in
            begin(pointer)
            defer { end(pointer) }
            return try body()
        }
    }

    @usableFromInline
    static func begin(_ scope: UnsafeMutablePointer<ThreadScope>) { pthread_setspecific(key, scope) }

    @usableFromInline
    static func end(_ scope: UnsafeMutablePointer<ThreadScope>) {
        pthread_setspecific(key, scope.pointee.outer)
    }

    /// Whether this thread is delivering an event of any manager.
    @usableFromInline static var isDelivering: Bool {
        var scope = innermost
        while let current = scope {
            if current.pointee.kind == .delivery { return true }
            scope = current.pointee.outer
        }
        return false
    }

    /// Traps if this thread runs an update closure of `manager`, because it then holds that manager's lock.
    @inline(__always)
    @usableFromInline static func checkNotUpdating(_ manager: UInt) {
        if let scope = innermost { scope.pointee.checkNotUpdating(manager) }
    }

    @inline(never)
    private func checkNotUpdating(_ manager: UInt) {
        guard kind != .update || self.manager != manager else {
            // This is a programming error. A release build would leave out the message of a precondition.
            fatalError(  // documented at `SessionManager.update(_:_:)`
                "an update closure called its session manager while it held the manager's lock; "
                    + "call the manager before or after the update"
            )
        }
        outer?.pointee.checkNotUpdating(manager)
    }
}
