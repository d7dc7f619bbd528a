#if HTTP
    #if canImport(FoundationEssentials)
        import FoundationEssentials
    #else
        import Foundation
    #endif
    public import Hummingbird
    public import Sessions
    import ServiceLifecycle

    /// Hummingbird's key-value storage on top of a session manager.
    ///
    /// Code that uses a `PersistDriver` gets the manager's expiry, events, metrics and profiles without a change.
    ///
    /// ```swift
    /// let persist = SessionPersistDriver()
    /// try await persist.set(key: "nonce", value: 17, expires: .seconds(60))
    /// let application = Application(router: router, services: [persist])
    /// ```
    ///
    /// Each key is a session whose value is JSON:
    ///
    /// - `expires` becomes the session's lifetime. Nothing extends it, and the manager's idle timeout doesn't
    ///   shorten it.
    /// - A value without `expires` follows the manager's policy: it ends when it wasn't set for the idle timeout.
    /// - `set` without `expires` changes the value and keeps its expiry; observers get `updated`. With `expires` it
    ///   starts another incarnation; observers get `deleted` (replaced) and `created`.
    /// - `get` is a peek and doesn't extend a value's life.
    ///
    /// A key has at most `SessionManager.maximumIdentifierLength` bytes, 1,024. The methods throw Hummingbird's
    /// `PersistError` and the manager's `SessionError`. They never suspend, and you can call them from any task.
    public final class SessionPersistDriver: PersistDriver {
        /// The manager that holds the values.
        public let manager: SessionManager<PersistedValue>

        private let isOwner: Bool

        /// The idle timeout of a value with an expiry, long enough that it never comes first.
        private static let noIdleTimeout = Duration.seconds(36_500 * 86_400)

        /// Creates a driver with its own manager. Add the driver to the application's services: ``run()`` cleans the
        /// manager up and shuts it down.
        ///
        /// - Throws: `SessionError.Code.invalidPolicy`, naming the field.
        public convenience init(
            policy: SessionPolicy,
            observers: [any SessionObserver<PersistedValue>] = [],
            clock: some SessionClock = SystemClock()
        ) throws(SessionError) {
            let manager = try SessionManager(policy: policy, observers: observers, clock: clock)
            self.init(manager, isOwner: true)
        }

        /// Creates a driver with its own manager and the default policy: values without `expires` live for 30 minutes
        /// after they were last set.
        public convenience init(
            observers: [any SessionObserver<PersistedValue>] = [],
            clock: some SessionClock = SystemClock()
        ) {
            self.init(SessionManager(observers: observers, clock: clock), isOwner: true)
        }

        /// Creates a driver with a manager that other code runs and shuts down, such as a `SessionHost` with a
        /// profile.
        public convenience init(_ manager: SessionManager<PersistedValue>) {
            self.init(manager, isOwner: false)
        }

        private init(_ manager: SessionManager<PersistedValue>, isOwner: Bool) {
            self.manager = manager
            self.isOwner = isOwner
        }

        /// Stores a value for a key that has no value.
        ///
        /// `expires` is from 1 ms to 36,500 days.
        /// - Throws: `PersistError.duplicate` if the key has a value that has not expired.
        public func create<Object: Codable & Sendable>(
            key: String,
            value: Object,
            expires: Duration?
        ) async throws {
            let encoded = try Self.encode(value)
            // Peeks first, so that a refused create is not an access.
            guard
                manager.peek(key) == nil,
                try manager.findOrCreate(key, timeouts: Self.timeouts(expires), { encoded }).isNew
            else { throw PersistError.duplicate }
        }

        /// Stores a value for a key and replaces the value that it has.
        ///
        /// `expires` is from 1 ms to 36,500 days; `nil` keeps the current expiry. If the manager's policy limits bytes and
        /// the value does not fit, the key keeps the value that it has.
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
            // Other tasks may create or remove the key between the two calls.
            while try manager.updateWithinLimits(key, { $0 = encoded }) == nil {
                if try manager.findOrCreate(key, { encoded }).isNew { return }
            }
        }

        /// Returns the key's value; `nil` if it has none or it has expired.
        ///
        /// - Throws: `PersistError.invalidConversion` if the value is of another type.
        public func get<Object: Codable & Sendable>(key: String, as type: Object.Type) async throws -> Object?
        {
            try manager.peek(key).map { try Self.decode($0.value, as: type) }
        }

        /// Returns the key's value and the time that it has left, by its `expires` or else the manager's policy.
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

        /// Cleans up until a graceful shutdown and then shuts the manager down, if it is the driver's own. With a
        /// manager of other code it only waits.
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

    /// A value that was stored through ``SessionPersistDriver``, as JSON.
    public struct PersistedValue: SizedSessionValue, Hashable, Codable {
        /// The value's JSON text.
        package let json: String

        /// The size of the JSON text in bytes of UTF-8.
        public var estimatedBytes: Int { json.utf8.count }

        /// Creates a value with this JSON text, which is not checked.
        package init(json: String) {
            self.json = json
        }

        /// Decodes the JSON text from a string.
        public init(from decoder: any Decoder) throws {
            json = try decoder.singleValueContainer().decode(String.self)
        }

        /// Encodes the JSON text as a string.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(json)
        }
    }
#endif
