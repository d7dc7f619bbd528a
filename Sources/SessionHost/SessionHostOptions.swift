public import Logging
public import SessionObservers
public import SessionPersistence
public import SessionProfiles
public import Sessions

/// Options that a program sets on its host in addition to the profile.
public struct SessionHostOptions<Value: Sendable>: Sendable {
    /// The plug-ins that profiles can turn on by name. Observers are called in this order.
    public var plugins: [SessionPlugin<Value>]

    /// The program's own settings, which profiles may then have.
    ///
    /// Their values are in the settings of ``SessionHost/profile``; a change waits for a restart.
    public var settings: [Setting] = []

    /// Observers that are always on. They are called after those that the profile turns on.
    public var observers: [any SessionObserver<Value>] = []

    /// An admission that is always on. It is asked after those that the profile turns on.
    public var admission: (any SessionAdmission<Value>)?

    /// The stores that a profile can select with `persistence.backend`:
    /// `SessionStoreFactory` `.sqlite` of `SessionSQLite`, and others.
    public var stores: [SessionStoreFactory<Value>] = []

    /// Makes digests of ids with the secret in `persistence.digest-secret`, for example
    /// `{ try .hmacSHA256(key: $0) }` of `SessionDigest`.
    public var identifierDigest: (@Sendable (_ secret: String) throws -> IdentifierDigest)?

    /// Called from time to time during the restore with the number of sessions read so far and their total.
    package var restoreProgress: (@Sendable (_ read: Int, _ count: Int) -> Void)?

    /// Called with each alert and each recovery if the profile turns alerts on. It must return quickly.
    public var alertAction: (@Sendable (SessionAlert) -> Void)?

    /// The logger of the host and its observers.
    public var logger = Logger(label: "sessions")

    /// The clock of the host and its manager.
    public var clock: any SessionClock = SystemClock()

    /// Returns the context that each event carries; see
    /// `SessionManager.init`.
    public var context: (@Sendable () -> (any Sendable)?)?

    /// The environment variables that override the profile; the process's own by default. Not used with a
    /// `ConfigReader`, which reads the environment itself.
    public var environment: [String: String] = ProfileLoader.processEnvironment

    /// The prefix of these variables. If a program has several hosts, each needs its own, such as `ADMIN_SESSION_`.
    public var environmentPrefix = "SESSION_"

    /// The name of the manager, a label of all its metrics; `nil` for none.
    ///
    /// If a program has several hosts, name each: otherwise their counters merge.
    public var name: String?

    /// How often ``SessionHost/run()`` checks whether the profile's files have changed, or `nil` for never; 2
    /// seconds by default.
    ///
    /// A change takes effect after one to two intervals of the machine's time.
    public var reloadInterval: Duration? = .seconds(2)

    /// Returns the settings that a profile can have with these options: those of the engine, of the observers and
    /// stores that ship, of ``plugins``, and ``settings``.
    ///
    /// - Throws: `ProfileError` if two settings collide or a declaration is invalid.
    public func settingTable() throws(ProfileError) -> SettingTable {
        try SettingTable(
            adding: ObserverSettings.all + PersistenceSettings.settings(adding: stores.map(\.backend))
                + plugins.flatMap(\.settings) + settings,
            environmentPrefix: environmentPrefix
        )
    }

    /// Creates the default options with these plug-ins.
    public init(plugins: [SessionPlugin<Value>] = []) {
        self.plugins = plugins
    }
}
