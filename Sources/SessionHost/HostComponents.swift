import CoreMetrics
import Logging
import SessionObservers
import SessionProfiles
import Sessions

/// The parts that a profile turns on, in the order in which they are called.
struct HostComponents<Value: Sendable>: Sendable {
    private(set) var names: [String] = []
    private(set) var observers: [any SessionObserver<Value>] = []
    private(set) var buffers: [BufferedObserver<Value>] = []
    private(set) var admission: (any SessionAdmission<Value>)?
    /// Closures that return the current status of each part.
    private(set) var statuses: [@Sendable () -> ComponentStatus] = []
    /// How ids appear in logs.
    let identifierStyle: IdentifierStyle
    /// The measurements of the observers and the store, for the status; `nil` if the profile turns metrics off.
    private(set) var registry: MetricRegistry?
    /// Creates the metrics of the components, for the program's backend and for ``registry``.
    private(set) var metricsFactory: (any MetricsFactory)?
    private var makeTasks: [@Sendable (SessionManager<Value>) -> Work] = []

    typealias Work = @Sendable () async throws -> Void

    init(_ profile: SessionProfile, _ options: SessionHostOptions<Value>, drainTimeout: Duration) throws {
        var admissions: [any SessionAdmission<Value>] = []
        identifierStyle = IdentifierStyle(profile.settings)
        addShipped(profile, options)
        for plugin in options.plugins {
            let settings = profile.settings.scoped(to: plugin.key)
            guard settings[plugin.enabled] else { continue }
            names.append(plugin.name)
            switch try Self.make(plugin, settings, profile, options) {
            case .observer(let observer):
                observers.append(observer)
                report(observer, plugin.name, .observer)
            case .batchObserver(let observer):
                let buffer = BufferedObserver(
                    observer,
                    name: plugin.name,
                    configuration: BufferConfiguration(
                        settings.scoped(to: "buffer"),
                        drainTimeout: drainTimeout
                    ),
                    clock: options.clock,
                    logger: options.logger
                )
                observers.append(buffer)
                buffers.append(buffer)
                report(buffer, plugin.name, .observer)
            case .admission(let admission):
                admissions.append(admission)
                report(admission, plugin.name, .admission)
            }
        }
        observers += options.observers
        for observer in options.observers { report(observer, "\(type(of: observer))", .observer) }
        buffers += options.observers.compactMap { $0 as? BufferedObserver<Value> }
        admissions += options.admission.map { [$0] } ?? []
        admission = admissions.count > 1 ? AdmissionChain(admissions) : admissions.first
    }

    /// Adds the status that the part itself reports, or an `ok` status if it reports none.
    private mutating func report(_ part: any Sendable, _ name: String, _ kind: ComponentStatus.Kind) {
        let reporting = part as? any StatusReporting
        statuses.append { reporting?.status ?? ComponentStatus(name, kind) }
    }

    /// Returns the work that runs beside the manager's own cleanup.
    func tasks(for manager: SessionManager<Value>) -> [Work] {
        makeTasks.map { $0(manager) }
    }

    private static func make(
        _ plugin: SessionPlugin<Value>,
        _ settings: ResolvedSettings,
        _ profile: SessionProfile,
        _ options: SessionHostOptions<Value>
    ) throws(SessionHostError) -> SessionPlugin<Value>.Part {
        do {
            return try plugin.make(
                PluginContext(
                    name: plugin.name,
                    settings: settings,
                    profile: profile.name,
                    logger: options.logger,
                    clock: options.clock
                )
            )
        } catch let error as PluginSettingError {
            let place = settings[error.key]?.winner?.place ?? settings.resolved(plugin.enabled)?.winner?.place
            throw .pluginFailed(plugin.key, error, place: place.map { "\($0)" } ?? plugin.key)
        } catch {
            throw .pluginFailed(plugin.key, error)
        }
    }

    private mutating func addShipped(_ profile: SessionProfile, _ options: SessionHostOptions<Value>) {
        let settings = profile.settings
        let logger = options.logger
        let clock = options.clock
        if settings[ObserverSettings.Logging.enabled] {
            names.append("logging")
            statuses.append { ComponentStatus("logging", .observer) }
            observers.append(
                LoggingObserver<Value>(
                    logger: logger,
                    identifiers: identifierStyle,
                    sessionLevel: settings[ObserverSettings.Logging.level]
                )
            )
        }
        if settings[ObserverSettings.Metrics.enabled] {
            names.append("metrics")
            statuses.append { ComponentStatus("metrics", .observer) }
            let interval = settings[ObserverSettings.Metrics.sampleInterval]
            let registry = MetricRegistry()
            let factory = MultiplexMetricsHandler(factories: [MetricsSystem.factory, registry.factory])
            self.registry = registry
            metricsFactory = factory
            let observer = withMetricsFactory(factory) {
                MetricsObserver<Value>(profile: profile.name, manager: options.name, clock: clock)
            }
            observers.append(observer)
            makeTasks.append { manager in
                let sampling = RepeatingTimer(interval: interval, clock: clock) {
                    observer.sample(manager.metrics())
                }
                return sampling.run
            }
        }
        if settings[ObserverSettings.Report.enabled] {
            names.append("report")
            statuses.append { ComponentStatus("report", .observer) }
            let interval = settings[ObserverSettings.Report.interval]
            makeTasks.append { manager in
                StatisticsReport(every: interval, logger: logger, clock: clock, metrics: manager.metrics).run
            }
        }
        if settings[ObserverSettings.Alerts.enabled] {
            names.append("alerts")
            let running = Locked<AlertMonitor?>(nil)
            statuses.append { running.withLock { $0 }?.status ?? ComponentStatus("alerts", .observer) }
            let thresholds = AlertThresholds(settings)
            let interval = settings[ObserverSettings.Alerts.checkInterval]
            let action = options.alertAction
            makeTasks.append { manager in
                let monitor = AlertMonitor(
                    thresholds,
                    every: interval,
                    logger: logger,
                    clock: clock,
                    metrics: manager.metrics,
                    action: action
                )
                running.withLock { $0 = monitor }
                return monitor.run
            }
        }
    }
}

extension IdentifierStyle {
    fileprivate init(_ settings: ResolvedSettings) {
        typealias Settings = ObserverSettings.Logging
        let usesDigest = settings[Settings.identifiers] == "digest"
        self = usesDigest ? settings[Settings.digestSecret].map { .digest(secret: $0) } ?? .digest() : .short
    }
}

extension AlertThresholds {
    fileprivate init(_ settings: ResolvedSettings) {
        typealias Settings = ObserverSettings.Alerts
        self.init(
            activeSessions: settings[Settings.activeSessions],
            oldestSession: settings[Settings.oldestSession],
            cleanupRate: settings[Settings.cleanupRate],
            hysteresis: settings[Settings.hysteresis]
        )
    }
}
