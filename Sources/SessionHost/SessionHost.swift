public import Configuration
import Logging
public import ServiceLifecycle
public import SessionObservers
public import SessionPersistence
public import SessionProfiles
public import Sessions

/// A session manager with all that a profile says: its policy, its observers and admissions, running as a
/// service.
///
/// ```swift
/// let host = try await SessionHost<Conversation>(profile: "production")  // or what SESSION_PROFILE names
/// let group = ServiceGroup(
///     services: [host, server],
///     gracefulShutdownSignals: [.sigterm, .sigint],
///     logger: logger
/// )
/// try await group.run()
/// ```
///
/// A service group shuts its services down in the reverse order, so the host, standing first, outlives what
/// serves traffic. ``run()`` cleans up every so often until then. At a graceful shutdown, or when its task is
/// cancelled, it shuts the manager down, which delivers what is under way and the `shutdown` event last, and
/// waits for buffered observers; all of that for `drain-timeout` at the most. What is left then is dropped,
/// counted and logged, and what hangs is left behind.
///
/// While it runs it follows the profile's files: a valid change of a setting that applies live holds at once,
/// also for sessions that exist.
public final class SessionHost<Value: Sendable>: Service, Sendable {
    /// The manager; it works before ``run()`` too, but nothing cleans up by itself then.
    public let manager: SessionManager<Value>

    /// What it was made from; `profile.explanation` says where each value comes from. After a reload,
    /// ``currentProfile`` is the one that holds.
    public let profile: SessionProfile

    /// Follows the profile's files; `nil` for a profile that was made in code.
    private let watcher: ProfileWatcher?
    private let reloadInterval: Duration?
    let composition: Composition<Value>
    let persistence: HostPersistence<Value>?
    let drainTimeout: Duration
    let logger: Logger
    let clock: any SessionClock
    let started: SessionInstant
    private let hasRun = Locked(false)

    /// Makes a host for a profile.
    ///
    /// A literal, as in `profile: "production"`, is the program's default, and `SESSION_PROFILE` wins over it:
    /// operators choose the profile without a new build. With `.named("production")` it is always that profile.
    /// The first log line says which profile it is and why.
    ///
    /// - Parameters:
    ///   - selection: Which profile; without it, the one that `SESSION_PROFILE` names, or `production`.
    ///   - directory: A directory with profiles of the user's, over those that ship.
    ///   - options: Plug-ins, observers, logger and the like.
    /// - Throws: `ProfileError` with every problem of the profile, ``SessionHostError`` where a plug-in could
    ///   not be made.
    public convenience init(
        profile selection: ProfileSelection = .fromEnvironment(),
        directory: String? = nil,
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        try await self.init(options, .selection(selection, directory: directory))
    }

    /// Makes a host for the profile in this file, whatever `SESSION_PROFILE` says.
    ///
    /// - Throws: As ``init(profile:directory:options:)``.
    public convenience init(
        contentsOf path: String,
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        try await self.init(options, .selection(.file(path), directory: nil))
    }

    /// A host for settings in code, by key: `["timeout": "45m", "observers.alerts.enabled": "true"]`. The
    /// environment overrides them.
    ///
    /// - Throws: As ``init(profile:directory:options:)``.
    public convenience init(
        values: [String: String],
        name: String = "code",
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        try await self.init(options, .values(values, name: name))
    }

    /// A host for a policy in code; all else has its defaults. The environment overrides both.
    ///
    /// - Throws: As ``init(profile:directory:options:)``, also for a timeout that no profile may have.
    public convenience init(
        policy: SessionPolicy,
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        var values = [
            "timeout": DurationText.format(policy.idleTimeout),
            "cleanup-interval": DurationText.format(policy.cleanupInterval),
            "max-sessions": String(policy.maximumSessions),
            "when-full": policy.overflow.rawValue,
        ]
        values["lifetime"] = policy.lifetime.map(DurationText.format)
        try await self.init(values: values, name: "code", options: options)
    }

    /// A host for the application's own configuration, which has the settings under their keys: a reader
    /// scoped to `sessions` finds `sessions.observers.alerts.enabled` as it is. Nothing but the reader is asked,
    /// and since it can't list what it holds, a misspelt key is not noticed.
    ///
    /// - Throws: As ``init(profile:directory:options:)``.
    public convenience init(
        config: ConfigReader,
        name: String = "application",
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        let values = try config.values(
            of: HostSettings.table(
                plugins: options.plugins,
                stores: options.stores.map(\.backend),
                adding: options.settings
            )
        )
        var options = options
        options.environment = options.environment.filter { $0.key == ProfileLoader.profileVariable }
        try await self.init(values: values, name: name, options: options)
    }

    private enum Source {
        case selection(ProfileSelection, directory: String?)
        case values([String: String], name: String)
    }

    private init(_ options: SessionHostOptions<Value>, _ source: Source) async throws {
        var loader = ProfileLoader(
            environment: options.environment,
            settings: try HostSettings.table(
                plugins: options.plugins,
                stores: options.stores.map(\.backend),
                adding: options.settings
            )
        )
        // What a reload applies to; made only after the profile was loaded.
        let target = Locked<SessionManager<Value>?>(nil)
        switch source {
        case .values(let values, let name):
            watcher = nil
            reloadInterval = nil
            profile = try loader.load(values: values, name: name)
        case .selection(let selection, let directory):
            loader.directory = directory
            let watcher = try ProfileWatcher(
                selection,
                loader: loader,
                report: { [logger = options.logger] reload in
                    logger.log(
                        level: reload.isProblem ? .warning : .notice,
                        "[SESSION] \(reload.message)"
                    )
                },
                apply: { profile in try target.withLock { $0 }?.apply(profile.policy) ?? 0 }
            )
            self.watcher = watcher
            profile = await watcher.profile
            reloadInterval = watcher.followsFiles ? options.reloadInterval : nil
        }
        drainTimeout = try profile.settings.duration("drain-timeout") ?? .seconds(5)
        logger = options.logger
        clock = options.clock
        started = options.clock.now
        // Before anything is made: a program without digests must not open the store.
        let digest = try IdentifierDigest(profile, options)
        composition = try Composition(profile, options, drainTimeout: drainTimeout)
        persistence = try HostPersistence(
            profile,
            options,
            digest: digest,
            metrics: composition.metricsFactory
        )
        let opening = try await persistence?.open()
        manager = try SessionManager(
            policy: profile.policy,
            // First, so that what other observers do with an event they can have stored.
            observers: (persistence.map { [$0.observer] } ?? []) + composition.observers,
            admission: composition.admission,
            clock: options.clock,
            context: options.context,
            epoch: opening?.epoch ?? 0,
            identifierDigest: digest
        )
        target.withLock { [manager] in $0 = manager }
        logStart()
        try await persistence?.restore(into: manager, count: opening?.count ?? 0)
    }

    /// The profile that holds: the newest valid one. Settings that need a restart are not yet in use.
    public var currentProfile: SessionProfile {
        get async { await watcher?.profile ?? profile }
    }

    /// How the profile stands: reloads, refusals, settings that wait for a restart; `nil` for a profile that
    /// was made in code.
    public var reloadStatus: ProfileWatcher.Status? {
        get async { await watcher?.status }
    }

    /// Reads the profile's files again, at once: for SIGHUP, where the application hands it over.
    ///
    /// A valid change applies to sessions that exist; an invalid one changes nothing. Either is logged.
    ///
    /// - Returns: What came of it; `nil` for a profile that was made in code.
    @discardableResult
    public func reload() async -> ProfileReload? {
        await watcher?.reload()
    }

    /// How many sessions a reload would move past their deadline now; `nil` for a profile that was made in code.
    ///
    /// - Throws: `ProfileError` where a reload would be refused.
    public func sessionsPastDeadlineAfterReload() async throws -> Int? {
        guard let watcher else { return nil }
        return manager.sessionsPastDeadline(under: try await watcher.preview().policy)
    }

    /// What became of the events of each buffered observer, by its name.
    public var bufferCounts: [String: BufferCounts] {
        Dictionary(composition.buffers.map { ($0.name, $0.counts) }) { first, _ in first }
    }

    /// The names of the observers and admissions that are on.
    public var enabled: [String] { composition.names }

    /// Cleans up, reports and watches until a graceful shutdown, the task's cancellation or the manager's own
    /// shutdown, then shuts down within `drain-timeout`.
    ///
    /// - Throws: ``SessionHostError/Code/alreadyRun``, for a host runs once; ``SessionHostError/Code/notStored`` at the
    ///   end, where the store did not take everything, so that the program doesn't end as if it had.
    public func run() async throws {
        let isFirst = hasRun.withLock { hasRun in
            defer { hasRun = true }
            return !hasRun
        }
        guard isFirst else { throw SessionHostError.alreadyRun }
        let (stream, source) = AsyncStream.makeStream(of: Never.self)
        // Not children of this task: a hung observer may hold one up for ever, and the shutdown must not wait.
        let cleaning = Task { [manager] in
            try? await manager.run()
            source.finish()
        }
        var others = composition.tasks(for: manager).map { work in Task { _ = try? await work() } }
        if let watcher, let reloadInterval {
            others.append(Task { _ = try? await watcher.run(every: reloadInterval) })
        }
        await withTaskCancellationOrGracefulShutdownHandler {
            for await _ in stream {}
        } onCancelOrGracefulShutdown: {
            source.finish()
        }
        cleaning.cancel()
        for task in others { task.cancel() }
        if let error = await drained() { throw error }
    }

    /// Returns when everything that was done before this call is stored; see
    /// ``SessionPersistence/PersistenceObserver/flush()``. Without persistence it returns at once.
    ///
    /// - Throws: `SessionStoreError`, where it could not be stored; it is still tried later.
    public func flush() async throws(SessionStoreError) {
        try await persistence?.observer.flush()
    }

    private func logStart() {
        for warning in profile.warnings { logger.warning("[SESSION] \(warning)") }
        logger.notice(
            "[SESSION] Profile \(profile.name) (\(profile.selectionReason)), with \(enabled.isEmpty ? "no observers" : enabled.joined(separator: ", "))",
            metadata: ["profile": "\(profile.name)", "observers": "\(enabled.joined(separator: " "))"]
        )
        for (setting, line) in zip(profile.settings.all, profile.explanation.summary) where setting.isSet {
            logger.info("[SESSION] Setting \(line)", metadata: ["setting": "\(setting.setting.key)"])
        }
    }
}
