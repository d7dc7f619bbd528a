public import Sessions

extension SessionHost: SessionStatusSource {
    /// Its profile, how long it has been there, and how each observer, admission and store is.
    public func sessionStatus() async -> SessionStatus {
        SessionStatus(
            profile: profile.name,
            uptime: started.duration(to: clock.now),
            components: (persistence.map { [$0.observer.status] } ?? []) + composition.statuses.map { $0() },
            notes: await reloadNotes
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
