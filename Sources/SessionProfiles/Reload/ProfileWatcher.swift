import Sessions

/// Follows the files of a profile, and applies what changes in them while the program runs.
///
/// ```swift
/// let watcher = try ProfileWatcher("production", loader: loader) { profile in
///     try manager.apply(profile.policy)
/// }
/// try await watcher.run()          // until the task is cancelled
/// await watcher.reload()           // on SIGHUP, where the application hands it over
/// ```
///
/// A valid change applies as a whole; an invalid one, or a file that is gone, changes nothing and is reported
/// once. The environment and what was given for the run keep winning. A change of a setting that needs a
/// restart is reported and waits for it.
///
/// A look reads and parses the profile's files, some hundred microseconds for files of the usual size.
public actor ProfileWatcher {
    /// How the profile stands.
    public struct Status: Sendable {
        /// The profile's name.
        public var profileName: String
        /// How many times a change was applied.
        public var applied = 0
        /// How many changes were refused.
        public var refused = 0
        /// Why the newest contents of the files are not in use; `nil` where they are.
        public var problem: ProfileReload?
        /// The keys of settings whose values wait for a restart.
        public var waitingForRestart: [String] = []
    }

    /// The profile that holds: the newest valid one. Values that need a restart are those of the file, not
    /// those in use; ``Status/waitingForRestart`` lists them.
    public private(set) var profile: SessionProfile

    /// How the profile stands.
    public private(set) var status: Status

    /// Whether the profile is in files that can change: what ships doesn't while the program runs.
    public nonisolated let followsFiles: Bool

    private let selection: ProfileSelection
    private let loader: ProfileLoader
    private let apply: @Sendable (SessionProfile) throws -> Int
    private let report: @Sendable (ProfileReload) -> Void
    private let initial: SessionProfile
    private var accepted: ProfileContents
    private var decision: ReloadDecision

    /// Loads a profile, to follow it from now on.
    ///
    /// - Parameters:
    ///   - selection: which profile.
    ///   - loader: how it is loaded, with what environment and settings.
    ///   - report: hears of every change, applied or refused, once; for a log.
    ///   - apply: makes a profile hold, all of it or nothing, and returns how many sessions were moved past
    ///     their deadline. It is called for one profile at a time, and only where a setting changed that
    ///     applies live.
    /// - Throws: ``ProfileError`` where the profile can't be loaded now.
    public init(
        _ selection: ProfileSelection,
        loader: ProfileLoader,
        report: @escaping @Sendable (ProfileReload) -> Void = { _ in },
        apply: @escaping @Sendable (SessionProfile) throws -> Int
    ) throws(ProfileError) {
        let attempt = loader.attempt(selection)
        let profile = try attempt.result.get()
        self.selection = selection
        self.loader = loader
        self.report = report
        self.apply = apply
        self.profile = profile
        initial = profile
        accepted = attempt.contents
        followsFiles = attempt.contents.files.contains { file in
            if case .file = file.origin { true } else { false }
        }
        decision = ReloadDecision(taken: attempt.contents)
        status = Status(profileName: profile.name)
    }

    /// Looks at the files every so often, until the task is cancelled.
    ///
    /// A change is taken up at the second look that finds it the same, so after one to two intervals.
    public func run(
        every interval: Duration = .seconds(2),
        clock: some Clock<Duration> = ContinuousClock()
    ) async throws {
        while true {
            try await clock.sleep(for: interval)
            look()
        }
    }

    /// Looks at the files once, as ``run(every:clock:)`` does.
    ///
    /// - Returns: what came of a change that was taken up; `nil` where there was none, or where it has to
    ///   stand until the next look.
    @discardableResult
    public func look() -> ProfileReload? {
        let attempt = loader.attempt(selection)
        guard decision.look(at: attempt.contents) else { return nil }
        return take(attempt)
    }

    /// Reads the files and takes them up at once: for SIGHUP, where whoever sends it says that they are
    /// complete.
    @discardableResult
    public func reload() -> ProfileReload {
        let attempt = loader.attempt(selection)
        decision.take(attempt.contents)
        return take(attempt)
    }

    /// The profile that a reload would take up now; nothing is applied.
    ///
    /// How many sessions it would move past their deadline:
    /// `manager.sessionsPastDeadline(under: try await watcher.preview().policy)`.
    ///
    /// - Throws: ``ProfileError`` where a reload would be refused.
    public func preview() throws(ProfileError) -> SessionProfile {
        let attempt = loader.attempt(selection)
        let profile = try attempt.result.get()
        if let problem = vanished(in: attempt.contents) { throw problem }
        return profile
    }

    private func take(_ attempt: ProfileLoader.Attempt) -> ProfileReload {
        let reload = attempted(attempt)
        status.waitingForRestart = reload.waitingForRestart
        switch reload.outcome {
        case .applied:
            status.applied += 1
            status.problem = nil
        case .unchanged:
            status.problem = nil
        case .rejected, .failed:
            status.refused += 1
            status.problem = reload
        }
        report(reload)
        return reload
    }

    private func attempted(_ attempt: ProfileLoader.Attempt) -> ProfileReload {
        let new: SessionProfile
        switch attempt.result {
        case .failure(let error): return outcome(.rejected(error))
        case .success(let profile): new = profile
        }
        if let problem = vanished(in: attempt.contents) { return outcome(.rejected(problem)) }
        let changes = ProfileDifference(from: profile, to: new).entries
        guard !changes.isEmpty else {
            (profile, accepted) = (new, attempt.contents)
            return outcome(.unchanged)
        }
        var moved = 0
        if changes.contains(where: { $0.setting.applies == .live }) {
            do {
                moved = try apply(new)
            } catch {
                return outcome(.failed("\(error)"))
            }
        }
        (profile, accepted) = (new, attempt.contents)
        return outcome(.applied, changes.map(ProfileReload.Change.init), moved)
    }

    private func outcome(
        _ outcome: ProfileReload.Outcome,
        _ changes: [ProfileReload.Change] = [],
        _ moved: Int = 0
    ) -> ProfileReload {
        let waiting = ProfileDifference(from: initial, to: profile).entries
            .filter { $0.setting.applies == .restart }
        return ProfileReload(
            profileName: profile.name,
            outcome: outcome,
            changes: changes,
            sessionsPastDeadline: moved,
            waitingForRestart: waiting.map(\.setting.key)
        )
    }

    /// A file that was in use and is gone, where a profile that ships would silently take its place.
    private func vanished(in contents: ProfileContents) -> ProfileError? {
        let now = Set(contents.files.map(\.origin))
        for case .file(let path) in accepted.files.map(\.origin) where !now.contains(.file(path: path)) {
            let name = path.split(separator: "/").last.map { String($0.dropLast(".yaml".count)) } ?? ""
            guard now.contains(.shipped(name: name)), !ProfileFile.exists(path) else { continue }
            return ProfileError(
                Diagnostic(
                    .unreadable,
                    "\(path) is gone, and a profile that ships has its name",
                    at: Diagnostic.Label(.file(name: path, nil)),
                    help: "put the file back, or restart to use the one that ships"
                )
            )
        }
        return nil
    }
}

extension ProfileReload.Change {
    init(_ entry: ProfileDifference.Entry) {
        self.init(
            setting: entry.setting,
            old: entry.old.shownValue,
            new: entry.new.shownValue,
            source: entry.new.winner?.source ?? "unset"
        )
    }
}
