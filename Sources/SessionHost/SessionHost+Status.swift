public import Sessions

extension SessionHost: SessionStatusSource {
    /// Its profile, how long it has been there, how each observer, admission and store is, and with
    /// `observers.metrics` how long lives and the store's operations took.
    public func sessionStatus() async -> SessionStatus {
        SessionStatus(
            profile: profile.name,
            uptime: started.duration(to: clock.now),
            components: (persistence.map { [$0.observer.status] } ?? []) + composition.statuses.map { $0() },
            notes: await reloadNotes,
            histograms: composition.histograms?.histograms ?? []
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
