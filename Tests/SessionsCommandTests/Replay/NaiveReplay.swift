@testable import SessionsCommand

/// Computes the expected result of a replay in a simple way: a dictionary, a scan at every cleanup, and no
/// engine.
struct NaiveReplay {
    struct Figures: Equatable {
        var created = 0
        var deadReturns = 0
        var expired = 0
        var peakAlive = 0
        var peakHeld = 0
        var activeAtEnd = 0
    }

    private struct Held {
        var created: Int64
        var accessed: Int64
    }

    private let timeout: Int64
    private var held: [String: Held] = [:]
    private var lastEndedExpired: Set<String> = []
    private var lives: [ClosedRange<Int64>] = []
    private var figures = Figures()

    /// Returns the figures. All times are in milliseconds.
    static func figures(_ trace: Trace, timeout: Int64, interval: Int64) -> Figures {
        var replay = NaiveReplay(timeout: timeout)
        replay.play(trace, interval)
        return replay.figures
    }

    private init(timeout: Int64) { self.timeout = timeout }

    private mutating func play(_ trace: Trace, _ interval: Int64) {
        var next = (trace.start ?? 0) + interval
        for event in trace.events {
            while next <= event.timestamp {
                cleanUp(next)
                next += interval
            }
            apply(event.operation, trace.identifiers[Int(event.identifier)], event.timestamp)
            figures.peakHeld = max(figures.peakHeld, held.count)
        }
        cleanUp(trace.end ?? 0)
        figures.activeAtEnd = held.count
        for session in held.values { lives.append(session.created...(session.accessed + timeout)) }
        let starts = Set(lives.map(\.lowerBound))
        for moment in starts {
            figures.peakAlive = max(figures.peakAlive, lives.count { $0.contains(moment) })
        }
    }

    private mutating func apply(_ operation: TraceEvent.Operation, _ id: String, _ now: Int64) {
        if let session = held[id], now - session.accessed > timeout { expire(id, session) }
        switch operation {
        case .touch where held[id] != nil:
            held[id]?.accessed = now
        case .touch, .create:
            if operation == .touch, lastEndedExpired.contains(id) { figures.deadReturns += 1 }
            end(id, now)
            held[id] = Held(created: now, accessed: now)
            figures.created += 1
            lastEndedExpired.remove(id)
        case .delete:
            end(id, now)
        }
    }

    private mutating func cleanUp(_ now: Int64) {
        for (id, session) in held where now - session.accessed > timeout { expire(id, session) }
    }

    private mutating func expire(_ id: String, _ session: Held) {
        lives.append(session.created...(session.accessed + timeout))
        held[id] = nil
        lastEndedExpired.insert(id)
        figures.expired += 1
    }

    /// Ends a living session before its deadline. At `now` it is no longer alive.
    private mutating func end(_ id: String, _ now: Int64) {
        guard let session = held.removeValue(forKey: id) else { return }
        if session.created < now { lives.append(session.created...(now - 1)) }
    }
}
