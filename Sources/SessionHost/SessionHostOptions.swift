public import Logging
public import SessionObservers
public import SessionPersistence
import SessionProfiles
public import Sessions

/// What a program gives its host beside the profile.
public struct SessionHostOptions<Value: Sendable>: Sendable {
    /// What profiles can turn on by name, in the order in which observers hear of an event.
    public var plugins: [SessionPlugin<Value>] = []

    /// Settings of the program's own, which profiles may then have: `HTTPSettings.all` for a program that serves
    /// sessions. Their values are in ``SessionHost/profile``'s settings; a change waits for a restart.
    public var settings: [Setting] = []

    /// Observers that are always on, after those that the profile turns on.
    public var observers: [any SessionObserver<Value>] = []

    /// An admission that is always on, asked after those that the profile turns on.
    public var admission: (any SessionAdmission<Value>)?

    /// Which stores a profile can turn on, as `persistence.backend`: ``SessionPersistence/SessionStoreFactory``
    /// `.sqlite` of `SessionSQLite`, and others.
    public var stores: [SessionStoreFactory<Value>] = []

    /// Makes digests of ids with the secret that the profile gives as `persistence.digest-secret`:
    /// `{ try .hmacSHA256(key: $0) }` of `SessionDigest`.
    public var identifierDigest: (@Sendable (_ secret: String) throws -> IdentifierDigest)?

    /// Told now and then how many stored sessions were read at the start, and of how many.
    public var restoreProgress: (@Sendable (_ read: Int, _ count: Int) -> Void)?

    /// Called with each alert and each recovery, where the profile turns alerts on; must be quick.
    public var alertAction: (@Sendable (SessionAlert) -> Void)?

    /// Where the lines go.
    public var logger = Logger(label: "sessions")

    /// Where the time comes from.
    public var clock: any SessionClock = SystemClock()

    /// What each event carries as its context; see ``SessionManager/init(policy:observers:admission:clock:context:)``.
    public var context: (@Sendable () -> (any Sendable)?)?

    /// The variables that override the profile; the process's own by default. Not used with a `ConfigReader`,
    /// which has its own.
    public var environment: [String: String] = ProfileLoader.processEnvironment

    /// How often ``SessionHost/run()`` looks whether the profile's files have changed, in the machine's time;
    /// `nil` for never. By default 2 seconds; a change holds after one to two of them.
    public var reloadInterval: Duration? = .seconds(2)

    /// Nothing but the defaults.
    public init() {}

    /// The defaults and these plug-ins.
    public init(plugins: [SessionPlugin<Value>]) {
        self.plugins = plugins
    }
}
