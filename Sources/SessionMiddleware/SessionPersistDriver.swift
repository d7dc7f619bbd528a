#if HTTP
    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif
    public import Hummingbird
    public import Sessions
    import ServiceLifecycle

    /// Hummingbird's storage of keys and values over a session manager, so that what is written for it gains
    /// the manager's expiry, events, metrics and profiles without a change.
    ///
    /// ```swift
    /// let persist = SessionPersistDriver()
    /// try await persist.set(key: "nonce", value: 17, expires: .seconds(60))
    /// let application = Application(router: router, services: [persist])
    /// ```
    ///
    /// Each key is a session, its value kept as JSON:
    ///
    /// - `expires` becomes the session's lifetime. Nothing extends it, and the manager's idle timeout does not
    ///   shorten it.
    /// - A value without `expires` lives by the manager's policy: it ends when it was not set for the idle timeout.
    /// - `set` without `expires` changes the value and keeps its expiry, as an `updated` event; with `expires` it
    ///   begins another incarnation, as `deleted` (replaced) and `created`.
    /// - `get` is a peek: it does not make anything live longer.
    ///
    /// A key has at most `SessionManager.maximumIdentifierLength` bytes, 1,024. The methods throw Hummingbird's `PersistError` and the manager's
    /// `SessionError`. They never suspend, and may be called from any task.
    public final class SessionPersistDriver: PersistDriver {
        /// Who holds the values.
        public let manager: SessionManager<PersistedValue>

        private let isOwner: Bool

        /// Idle timeouts of values that have an expiry must never come first.
        private static let noIdleTimeout = Duration.seconds(36_500 * 86_400)

        /// A driver with a manager of its own, which ``run()`` cleans up and shuts down: to be put among the
        /// application's services.
        ///
        /// - Throws: ``SessionError/Code/invalidPolicy``, naming the field.
        public convenience init(
            policy: SessionPolicy,
            observers: [any SessionObserver<PersistedValue>] = [],
            clock: some SessionClock = SystemClock()
        ) throws(SessionError) {
            let manager = try SessionManager(policy: policy, observers: observers, clock: clock)
            self.init(manager, isOwner: true)
        }

        /// A driver with a manager of its own and the default policy: values without `expires` live for 30
        /// minutes after they were set last.
        public convenience init(
            observers: [any SessionObserver<PersistedValue>] = [],
            clock: some SessionClock = SystemClock()
        ) {
            self.init(SessionManager(observers: observers, clock: clock), isOwner: true)
        }

        /// A driver over a manager that somebody else runs and shuts down, a `SessionHost` with a profile for
        /// instance.
        public convenience init(_ manager: SessionManager<PersistedValue>) {
            self.init(manager, isOwner: false)
        }

        private init(_ manager: SessionManager<PersistedValue>, isOwner: Bool) {
            self.manager = manager
            self.isOwner = isOwner
        }

        /// Stores a value under a key that has none.
        ///
        /// - Parameter expires: From 1 ms to 36,500 days.
        /// - Throws: `PersistError.duplicate` if the key has a value that has not expired.
        public func create<Object: Codable & Sendable>(
            key: String,
            value: Object,
            expires: Duration?
        ) async throws {
            let encoded = try Self.encode(value)
            // A look first, so that a refused create is no access.
            guard
                manager.peek(key) == nil,
                try manager.findOrCreate(key, timeouts: Self.timeouts(expires), { encoded }).created
            else { throw PersistError.duplicate }
        }

        /// Stores a value in place of what the key has.
        ///
        /// - Parameter expires: From 1 ms to 36,500 days; `nil` keeps the expiry that there is.
        public func set<Object: Codable & Sendable>(
            key: String,
            value: Object,
            expires: Duration?
        ) async throws {
            let encoded = try Self.encode(value)
            if expires != nil {
                try manager.create(key, encoded, timeouts: Self.timeouts(expires))
                return
            }
            // Between the two the key may come and go.
            while manager.update(key, { $0 = encoded }) == nil {
                if try manager.findOrCreate(key, { encoded }).created { return }
            }
        }

        /// The key's value; `nil` if it has none or that has expired.
        ///
        /// - Throws: `PersistError.invalidConversion` if the value is of another type.
        public func get<Object: Codable & Sendable>(key: String, as type: Object.Type) async throws -> Object?
        {
            try manager.peek(key).map { try Self.decode($0.value, as: type) }
        }

        /// The key's value and how long it has left, by its `expires` or, without one, by the manager's policy.
        ///
        /// - Throws: `PersistError.invalidConversion` if the value is of another type.
        public func getWithTTL<Object: Codable & Sendable>(
            key: String,
            as type: Object.Type
        ) async throws -> (object: Object, ttl: Duration?)? {
            try manager.info(key).map { (try Self.decode($0.value, as: type), $0.timeLeft) }
        }

        /// Removes the key's value, if it has one.
        public func remove(key: String) async throws {
            try manager.delete(key)
        }

        /// Cleans the driver's own manager up until a graceful shutdown, and then shuts it down; over somebody
        /// else's it waits.
        public func run() async throws {
            guard isOwner else {
                try? await gracefulShutdown()
                return
            }
            defer { manager.shutdown() }
            try await cancelWhenGracefulShutdown { [manager] in
                do {
                    try await manager.run()
                } catch is CancellationError {}
            }
        }

        private static func timeouts(_ expires: Duration?) -> Timeouts? {
            expires.map { Timeouts(idle: noIdleTimeout, lifetime: $0) }
        }

        private static func encode(_ value: some Encodable) throws -> PersistedValue {
            PersistedValue(json: String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
        }

        private static func decode<Object: Decodable>(
            _ value: PersistedValue,
            as type: Object.Type
        ) throws -> Object {
            do {
                return try JSONDecoder().decode(type, from: Data(value.json.utf8))
            } catch is DecodingError {
                throw PersistError.invalidConversion
            }
        }
    }
#endif
