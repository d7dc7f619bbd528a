/// The measured values of all rounds, grouped by figure.
struct Samples {
    private struct Subject: Hashable {
        let what: Measure
        let peer: PeerKind
        let threads: Int
        let distribution: AccessDistribution?
    }

    private let sessions: Int
    private var order: [Subject] = []
    private var values: [Subject: [Double]] = [:]

    init(sessions: Int) { self.sessions = sessions }

    mutating func add(
        _ what: Measure,
        _ peer: PeerKind,
        threads: Int = 1,
        distribution: AccessDistribution? = nil,
        _ value: Double
    ) {
        let subject = Subject(what: what, peer: peer, threads: threads, distribution: distribution)
        if values[subject] == nil { order.append(subject) }
        values[subject, default: []].append(value)
    }

    /// The median of each group.
    var figures: [Figure] {
        order.map { subject in
            Figure(
                subject.what,
                subject.peer,
                sessions: sessions,
                threads: subject.threads,
                distribution: subject.distribution,
                value: values[subject, default: []].median
            )
        }
    }
}
