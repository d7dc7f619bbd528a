import SessionProfiles
public import Sessions

extension SessionHost: SessionStatusSource {
    /// Returns the profile, the uptime, and the status of each observer, admission and store.
    ///
    /// With `observers.metrics` it also has the durations of sessions and of store operations, the deletions by reason, and
    /// the accesses with the wrong owner.
    public func sessionStatus() async -> SessionStatus {
        SessionStatus(
            profile: profile.name,
            uptime: started.duration(to: clock.now),
            components: (persistence.map { [$0.observer.status] } ?? []) + components.statuses.map { $0() },
            notes: await reloadNotes,
            histograms: components.registry?.histograms ?? [],
            counts: components.registry?.counts ?? []
        )
    }

    private var reloadNotes: [String] {
        get async {
            guard let status = await reloadStatus else { return [] }
            var notes: [String] = []
            if let problem = status.problem { notes.append(problem.message) }
            if !status.waitingForRestart.isEmpty {
                notes.append(
                    "settings that wait for a restart: " + status.waitingForRestart.joined(separator: ", ")
                )
            }
            return notes
        }
    }
}

extension SessionHost: ProfileStatusSource {
    package func profileStatus(showsPlaces: Bool) async -> String {
        let reload = await reloadStatus
        return ProfileExplanation.json(
            of: await currentProfile,
            waitingForRestart: reload?.waitingForRestart ?? [],
            problem: reload?.problem?.message,
            showsPlaces: showsPlaces
        )
    }
}
