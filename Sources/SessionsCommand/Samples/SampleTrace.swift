import Foundation

/// Generates conversations that resemble a chat service's: they come in waves, have few or many turns, and
/// people take seconds or hours to answer.
///
/// Conversations begin as a Poisson process whose rate rises and falls once over the time. The number of
/// turns is geometric. The pauses between turns are log-normal with a median of 90 seconds and a long tail,
/// which makes the choice of a timeout interesting.
struct SampleTrace {
    /// The range of ``conversations``.
    static let conversations = 1...10_000_000

    /// The range of ``hours``.
    static let hours = 1...720

    /// The number of conversations.
    var conversations: Int
    /// The number of hours over which conversations begin.
    var hours: Int
    /// The seed of the generator. The same seed gives the same trace.
    var seed: UInt64

    private static let furtherTurn = 0.75
    private static let medianPause = 90.0
    private static let pauseSpread = 1.4
    private static let deletion = 0.05

    /// Returns the trace as `timestamp_ms,session_id,op`, in order of time.
    func csv() -> String {
        var random = SplitMix64(seed: seed)
        var events: [(timestamp: Int64, conversation: Int, operation: String)] = []
        let span = Double(hours) * 3_600_000
        for conversation in 0..<conversations {
            var time = beginning(span, &random)
            events.append((Int64(time), conversation, "create"))
            while random.unit() < Self.furtherTurn {
                time += pause(&random)
                events.append((Int64(time), conversation, "touch"))
            }
            if random.unit() < Self.deletion {
                events.append((Int64(time) + 1_000, conversation, "delete"))
            }
        }
        events.sort { ($0.timestamp, $0.conversation) < ($1.timestamp, $1.conversation) }
        var text = "timestamp_ms,session_id,op\n"
        for event in events where event.timestamp <= Int64(span) {
            text += "\(event.timestamp),conv-\(event.conversation),\(event.operation)\n"
        }
        return text
    }

    /// Returns a time in milliseconds, by rejection from a rate of 1 + sin over the span.
    private func beginning(_ span: Double, _ random: inout SplitMix64) -> Double {
        while true {
            let share = random.unit()
            if random.unit() * 2 < 1 + 0.8 * sin((share - 0.25) * 2 * .pi) { return share * span }
        }
    }

    /// Returns a pause in milliseconds: the exponential of a normal variate (Box and Muller, 1958).
    private func pause(_ random: inout SplitMix64) -> Double {
        let radius = (-2 * log(1 - random.unit())).squareRoot()
        let normal = radius * cos(2 * .pi * random.unit())
        return 1_000 * Self.medianPause * exp(Self.pauseSpread * normal)
    }
}
