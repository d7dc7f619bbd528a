public import Configuration
import Logging
public import ServiceLifecycle
public import SessionObservers
public import SessionPersistence
public import SessionProfiles
public import Sessions

/// A session manager with the policy, observers and admissions of a profile, run as a service.
///
/// ```swift
/// let host = try await SessionHost<Conversation>(profile: "production")  // SESSION_PROFILE overrides it
/// let group = ServiceGroup(
///     services: [host, server],
///     gracefulShutdownSignals: [.sigterm, .sigint],
///     logger: logger
/// )
/// try await group.run()
/// ```
///
/// A service group shuts its services down in reverse order. Put the host first, so that it outlives the
/// services that use it.
///
/// ``run()`` cleans up at the profile's interval. At a graceful shutdown, or when its task is cancelled, it shuts
/// the manager down, which delivers the remaining events and `shutdown` as the last one, and waits for buffered
/// observers. All of this takes `drain-timeout` at most. Events left by then are dropped, counted and logged, and an
/// observer that hangs is left behind.
///
/// While it runs, the host follows the profile's files. A valid change to a live setting takes effect at
/// once, also for existing sessions.
public final class SessionHost<Value: Sendable>: Service, Sendable {
    /// The manager. It works before ``run()`` too, but without periodic cleanups.
    public let manager: SessionManager<Value>

    /// The profile that the host was made from; `profile.explanation` says where each value comes from. After
    /// a reload, ``currentProfile`` is the current one.
    public let profile: SessionProfile

    /// How session ids appear in logs, by the profile's `observers.logging.identifiers`.
    ///
    /// Pass it on to `SessionRoutes`, so that the same session has the same name in all lines.
    public var identifierStyle: IdentifierStyle { components.identifierStyle }

    /// Follows the profile's files; `nil` for a profile made in code.
    private let watcher: ProfileWatcher?
    private let reloadInterval: Duration?
    let components: HostComponents<Value>
    let persistence: HostPersistence<Value>?
    let drainTimeout: Duration
    let logger: Logger
    let clock: any SessionClock
    let started: SessionInstant
    private let hasRun = Locked(false)

    /// Creates a host for a profile.
    ///
    /// A string literal, as in `profile: "production"`, is the program's default and `SESSION_PROFILE`
    /// overrides it, so operators can choose the profile without a new build. `.named("production")` selects that
    /// profile always, and `.file("chat.yaml")` a file. The first log line names the profile and says why it was
    /// selected.
    ///
    /// - Parameters:
    ///   - selection: The profile. By default it is the one that `SESSION_PROFILE` names, or `production`.
    ///   - directory: A directory with your own profiles, which take precedence over those that ship.
    ///   - options: Plug-ins, observers, the logger and so on.
    /// - Throws: `ProfileError` with every problem of the profile; ``SessionHostError`` if a plug-in or the
    ///   store can't be made.
    public convenience init(
        profile selection: ProfileSelection = .fromEnvironment(),
        directory: String? = nil,
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        try await self.init(options, .selection(selection, directory: directory))
    }

    /// Creates a host for settings in code, by key: `["timeout": "45m", "observers.alerts.enabled": "true"]`.
    ///
    /// The environment overrides them.
    ///
    /// - Throws: As ``init(profile:directory:options:)``.
    public convenience init(
        values: [String: String],
        name: String = "code",
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        try await self.init(options, .values(values, name: name))
    }

    /// Creates a host for a policy in code, with defaults for all other settings.
    ///
    /// The environment overrides both.
    ///
    /// - Throws: As ``init(profile:directory:options:)``, also for a timeout outside the range that a profile
    ///   may have.
    public convenience init(
        policy: SessionPolicy,
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        var values = [
            "timeout": DurationText.format(policy.idleTimeout),
            "cleanup-interval": DurationText.format(policy.cleanupInterval),
            "max-sessions": String(policy.maximumSessions),
            "when-full": policy.overflow.rawValue,
            "when-owner-full": policy.whenOwnerFull.rawValue,
            "remember-ends": String(policy.rememberedEnds),
        ]
        values["lifetime"] = policy.lifetime.map(DurationText.format)
        values["max-sessions-per-owner"] = policy.maximumSessionsPerOwner.map { String($0) }
        values["max-creates-per-owner"] = policy.createsPerSecondPerOwner.map { String($0) }
        values["max-bytes"] = policy.maximumBytes.map { String($0) }
        values["max-bytes-per-session"] = policy.maximumBytesPerSession.map { String($0) }
        values["warn-before"] = policy.warnBefore.map(DurationText.format)
        values["max-lease"] = policy.maximumLease.map(DurationText.format)
        try await self.init(values: values, name: "code", options: options)
    }

    /// Creates a host from the application's own configuration.
    ///
    /// The settings have their usual keys: a reader scoped to `sessions` finds
    /// `sessions.observers.alerts.enabled`. The host reads nothing else, and because a reader can't list its
    /// keys, misspelt keys are not noticed.
    ///
    /// - Throws: As ``init(profile:directory:options:)``.
    public convenience init(
        config: ConfigReader,
        name: String = "application",
        options: SessionHostOptions<Value> = SessionHostOptions()
    ) async throws {
        let table = try options.settingTable()
        let values = try config.values(of: table)
        var options = options
        options.environment = options.environment.filter { $0.key == table.profileVariable }
        try await self.init(values: values, name: name, options: options)
    }

    private enum Source {
        case selection(ProfileSelection, directory: String?)
        case values([String: String], name: String)
    }

    private init(_ options: SessionHostOptions<Value>, _ source: Source) async throws {
        var loader = ProfileLoader(environment: options.environment, settings: try options.settingTable())
        // The manager that a reload applies to. It is made only after the profile was loaded.
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
        drainTimeout = profile.settings[ObserverSettings.drainTimeout]
        logger = options.logger
        clock = options.clock
        started = options.clock.now
        // Made before the store is opened: a program that can't make the digests must not open it.
        let digest = try IdentifierDigest(profile, options)
        components = try HostComponents(profile, options, drainTimeout: drainTimeout)
        persistence = try HostPersistence(
            profile,
            options,
            digest: digest,
            metrics: components.metricsFactory
        )
        let opening = try await persistence?.open()
        manager = try SessionManager(
            policy: profile.policy,
            // The store's observer comes first, so that a flush by an observer after it includes the current
            // event.
            observers: (persistence.map { [$0.observer] } ?? []) + components.observers,
            admission: components.admission,
            clock: options.clock,
            context: options.context,
            epoch: opening?.epoch ?? 0,
            identifierDigest: digest
        )
        target.withLock { [manager] in $0 = manager }
        logStart()
        try await persistence?.restore(into: manager, count: opening?.count ?? 0)
    }

    /// The newest valid profile. Changed settings that need a restart are not in use yet.
    public var currentProfile: SessionProfile {
        get async { await watcher?.profile ?? profile }
    }

    /// The reloads, refusals and settings that wait for a restart; `nil` for a profile made in code.
    package var reloadStatus: ProfileWatcher.Status? {
        get async { await watcher?.status }
    }

    /// Reads the profile's files again now, for example when the application receives SIGHUP.
    ///
    /// A valid change applies to existing sessions; an invalid one changes nothing. Both are logged.
    ///
    /// - Returns: The result of the reload; `nil` for a profile made in code.
    @discardableResult
    public func reload() async -> ProfileReload? {
        await watcher?.reload()
    }

    /// Counts of the events of each buffered observer, by its name.
    public var bufferCounts: [String: BufferCounts] {
        Dictionary(components.buffers.map { ($0.name, $0.counts) }) { first, _ in first }
    }

    /// The names of the observers and admissions that are turned on.
    package var enabled: [String] { components.names }

    /// Cleans up, reports and watches until a graceful shutdown, the task's cancellation or the manager's own
    /// shutdown. Then it shuts down within `drain-timeout`.
    ///
    /// - Throws:
    ///   ``SessionHostError/Code/alreadyRun`` if it was called before; ``SessionHostError/Code/notStored`` at
    ///   the end if not everything was stored, so that the program doesn't exit with success.
    public func run() async throws {
        let isFirst = hasRun.withLock { hasRun in
            defer { hasRun = true }
            return !hasRun
        }
        guard isFirst else { throw SessionHostError.alreadyRun }
        let (stream, source) = AsyncStream.makeStream(of: Never.self)
        // Not child tasks: an observer that hangs may block one forever, and the shutdown must not wait for
        // it.
        let cleaning = Task { [manager] in
            try? await manager.run()
            source.finish()
        }
        var others = components.tasks(for: manager).map { work in Task { _ = try? await work() } }
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

    /// Returns when everything done before this call is stored; see
    /// `PersistenceObserver.flush()`. Without persistence it returns at once.
    ///
    /// - Throws: `SessionStoreError` if it could not be stored. The host tries again later.
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
