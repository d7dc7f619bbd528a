import Sessions

/// Watches the files of a profile and applies their changes while the program runs.
///
/// ```swift
/// let watcher = try ProfileWatcher("production", loader: loader) { profile in
///     try manager.apply(profile.policy)
/// }
/// try await watcher.run()          // until the task is cancelled
/// await watcher.reload()           // when the application receives SIGHUP
/// ```
///
/// A valid change is applied as a whole. An invalid change or a missing file changes nothing and is reported
/// once. The environment and overrides for this run keep their precedence. A change to a setting that needs a
/// restart is reported and waits for the restart.
///
/// Each check reads and parses the profile's files. For files of the usual size, this takes a few hundred microseconds.
public actor ProfileWatcher {
    /// The state of a watched profile.
    public struct Status: Sendable {
        /// The number of changes that were applied.
        package var applied = 0
        /// The number of changes that were rejected or failed.
        package var refused = 0
        /// Why the newest contents of the files are not in use, or `nil` if they are in use.
        public var problem: ProfileReload?
        /// The keys of settings whose values wait for a restart.
        public var waitingForRestart: [String] = []
    }

    /// The newest valid profile.
    ///
    /// Settings that need a restart have the values of the file, not those in use; ``Status/waitingForRestart`` lists
    /// them.
    public private(set) var profile: SessionProfile

    /// The state of the profile.
    public private(set) var status = Status()

    /// Whether any of the profile's files can change. Shipped profiles can't.
    package nonisolated let followsFiles: Bool

    private let selection: ProfileSelection
    private let loader: ProfileLoader
    private let apply: @Sendable (SessionProfile) throws -> Int
    private let report: @Sendable (ProfileReload) -> Void
    private let initial: SessionProfile
    private var accepted: ProfileContents
    private var decision: ReloadDecision

    /// Loads a profile and creates a watcher for its files.
    ///
    /// - Parameters:
    ///   - selection: The profile to load.
    ///   - loader: The loader, with its environment and settings.
    ///   - report: Called once for every change, applied or not, for a log.
    ///   - apply: Applies a profile completely or not at all, and returns how many sessions are past their deadline
    ///     because of it. Called for one profile at a time, and only if a setting changed that applies live.
    /// - Throws: ``ProfileError`` if the profile is invalid or can't be read.
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
    }

    /// Checks the files at regular intervals until the task is cancelled.
    ///
    /// A change is applied when two checks in a row find the same contents, so after one to two intervals.
    public func run(
        every interval: Duration = .seconds(2),
        clock: some Clock<Duration> = ContinuousClock()
    ) async throws {
        while true {
            try await clock.sleep(for: interval)
            look()
        }
    }

    /// Checks the files once, as ``run(every:clock:)`` does.
    ///
    /// - Returns: The result of a reload, or `nil` if nothing changed or if the change waits for the next check.
    @discardableResult
    package func look() -> ProfileReload? {
        let attempt = loader.attempt(selection)
        guard decision.look(at: attempt.contents) else { return nil }
        return take(attempt)
    }

    /// Reloads the profile immediately, without waiting for a second check.
    ///
    /// Use this for SIGHUP, because the sender of the signal knows that the files are complete.
    @discardableResult
    public func reload() -> ProfileReload {
        let attempt = loader.attempt(selection)
        decision.take(attempt.contents)
        return take(attempt)
    }

    /// Returns the profile that a reload would apply now, without applying it.
    ///
    /// To get the number of sessions that it would move past their deadline, use
    /// `manager.sessionsPastDeadline(under: try await watcher.preview().policy)`.
    ///
    /// - Throws: ``ProfileError`` if a reload would be rejected.
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

    /// Returns an error if a file in use is gone and a shipped profile would silently replace it.
    private func vanished(in contents: ProfileContents) -> ProfileError? {
        let now = Set(contents.files.map(\.origin))
        for case .file(let path) in accepted.files.map(\.origin) where !now.contains(.file(path: path)) {
            let name = path.split(separator: "/").last.map { String($0.dropLast(".yaml".count)) } ?? ""
            guard now.contains(.shipped(name: name)), !ProfileFile.exists(path) else { continue }
            return ProfileError(
                Diagnostic(
                    .unreadable,
                    "\(path) is missing, and a shipped profile has the same name",
                    at: Diagnostic.Label(.file(name: path, nil)),
                    help: "restore the file, or restart to use the shipped profile"
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
