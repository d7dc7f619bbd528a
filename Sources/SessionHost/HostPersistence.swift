import CoreMetrics
import Logging
import SessionPersistence
import SessionProfiles
import Sessions

/// The store that a profile turns on, with the observer that writes to it.
struct HostPersistence<Value: Sendable>: Sendable {
    let observer: PersistenceObserver<Value>
    private let name: String
    private let logger: Logger
    private let clock: any SessionClock
    private let progress: (@Sendable (Int, Int) -> Void)?

    /// Makes the persistence that the profile turns on, or returns `nil` if it turns none on.
    ///
    /// - Parameters:
    ///   - digest: Makes digests of ids; `nil` if ids are kept as they are.
    ///   - metrics: Makes the metrics of the store; `nil` for no metrics.
    /// - Throws: ``SessionHostError/Code/storeNotRegistered``, ``SessionHostError/Code/storeFailed``.
    init?(
        _ profile: SessionProfile,
        _ options: SessionHostOptions<Value>,
        digest: IdentifierDigest?,
        metrics: (any MetricsFactory)?
    ) throws {
        let settings = profile.settings
        let backend = settings[PersistenceSettings.backend]
        guard backend != "none" else { return nil }
        guard let factory = options.stores.first(where: { $0.backend == backend }) else {
            throw SessionHostError.storeNotRegistered(backend, options.stores.map(\.backend))
        }
        let context = SessionStoreContext(
            path: settings[PersistenceSettings.path],
            durability: settings[PersistenceSettings.durability],
            digest: digest
        )
        let (store, coding): (any SessionStore, SessionValueCoding<Value>)
        do {
            (store, coding) = try factory.store(context)
        } catch {
            throw SessionHostError.storeFailed(backend, error)
        }
        name = store.name
        logger = options.logger
        clock = options.clock
        progress = options.restoreProgress
        observer = PersistenceObserver(
            store: metrics.map {
                MeasuredStore(store, clock: options.clock, manager: options.name, factory: $0)
            } ?? store,
            coding: coding,
            configuration: PersistenceConfiguration(settings, profile.policy),
            clock: options.clock,
            report: { [logger] report in Self.log(report, store.name, logger) }
        )
    }

    /// Opens the store and returns its report, with the epoch and the number of sessions.
    func open() async throws(SessionHostError) -> SessionStoreOpening {
        do throws(SessionStoreError) {
            return try await observer.openStore()
        } catch {
            throw .storeFailed(name, error)
        }
    }

    /// Restores the stored sessions into the manager.
    func restore(into manager: SessionManager<Value>, count: Int) async throws(SessionHostError) {
        let start = clock.now
        let progress = progress
        do throws(SessionStoreError) {
            let restored = try await observer.restore(into: manager) { read in progress?(read, count) }
            logger.notice(
                "[SESSION] Restored \(restored.living) \(restored.living == 1 ? "session" : "sessions") from \(name)",
                metadata: [
                    "living": "\(restored.living)", "expired": "\(restored.expired)",
                    "set-aside": "\(restored.setAside)",
                    "damaged-attributes": "\(restored.damagedAttributes)",
                    "took": "\(start.duration(to: clock.now))",
                ]
            )
        } catch {
            await observer.close(within: .zero)
            throw .storeFailed(name, error)
        }
    }

    /// Writes everything and closes the store. If not everything was written, it logs and returns the reason.
    func close(within limit: Duration, afterDelivery: Bool) async -> SessionHostError? {
        guard let error = await observer.close(within: limit, awaitsEvents: afterDelivery) else { return nil }
        logger.error(
            "[SESSION] Shutdown: not everything was written to \(name)",
            metadata: ["error": "\(error)", "waiting": "\(observer.counts.waiting)"]
        )
        return .notStored(name, error)
    }

    private static func log(_ report: PersistenceReport, _ name: String, _ logger: Logger) {
        switch report {
        case .degraded(let error):
            logger.error(
                "[SESSION] The store \(name) failed; sessions continue in memory, and the store is tried again",
                metadata: ["error": "\(error)"]
            )
        case .recovered(let duration):
            logger.notice(
                "[SESSION] The store \(name) works again and has all sessions",
                metadata: ["after": "\(duration)"]
            )
        case .writingEverything:
            logger.warning("[SESSION] The store \(name) has a new file; all sessions are written to it")
        case .unencodable(let error):
            logger.error(
                "[SESSION] A session was not stored because its value can't be encoded; further cases are only counted",
                metadata: ["error": "\(error)"]
            )
        case .setAside(let error):
            logger.warning(
                "[SESSION] Stored sessions that can't be read were set aside; they stay in \(name)",
                metadata: ["first": "\(error)"]
            )
        case .damagedAttributes(let problem):
            logger.warning(
                """
                [SESSION] Stored sessions were restored without attributes that can't be read from \(name); \
                `sessions store verify` names the sessions
                """,
                metadata: ["first": "\(problem)"]
            )
        }
    }
}

extension IdentifierDigest {
    /// Makes the digest with the profile's secret, or returns `nil` if the profile has no secret.
    init?<Value>(_ profile: SessionProfile, _ options: SessionHostOptions<Value>) throws {
        let setting = PersistenceSettings.digestSecret
        guard let secret = profile.settings[setting] else { return nil }
        let place = profile.settings.resolved(setting)?.winner.map { "\($0.place): " } ?? ""
        let name = "\(place)`\(setting.setting.key)`"
        guard let make = options.identifierDigest else {
            throw SessionHostError.digestNotRegistered(name)
        }
        do {
            self = try make(secret)
        } catch {
            throw SessionHostError.digestFailed(name, error)
        }
    }
}

extension PersistenceConfiguration {
    fileprivate init(_ settings: ResolvedSettings, _ policy: SessionPolicy) {
        self.init(idleTimeout: policy.idleTimeout)
        flushInterval = settings[PersistenceSettings.flushInterval]
        flushSize = settings[PersistenceSettings.flushSize]
        if let value = settings[PersistenceSettings.accessInterval] { accessInterval = value }
    }
}
