import Foundation
import SessionProfiles
import Sessions

/// The report of a replay, as text and as JSON.
struct ReplayReport {
    var trace: Trace
    var results: [ReplayResult]

    /// Returns a table that compares the profiles, and the number of sessions held over the time of the
    /// trace.
    func lines(width: Int) -> [String] {
        var lines = [summary, ""]
        var table = TextTable()
        rows.forEach { table.add($0) }
        lines += table.lines(width: width)
        lines += ["", "sessions held from the first event to the last, over \(span)"]
        lines += sparklines(width: width)
        lines += [
            "",
            "dead returns: users who came back after their session had expired",
            "rate: dead returns as a share of all accesses to an id that was used before",
            "peak held: includes dead sessions until a cleanup or their user finds them",
            "bars: each profile's bars are scaled to its own peak, the number at the end",
        ]
        return lines
    }

    /// A line about the events that were read.
    var summary: String {
        let sessions = Format.count(trace.identifiers.count, "id")
        let events = Format.count(trace.events.count, "event")
        var leftOut: [String] = []
        if trace.malformedLines > 0 { leftOut.append(Format.count(trace.malformedLines, "malformed line")) }
        if trace.linesWithoutClient > 0 {
            leftOut.append(Format.count(trace.linesWithoutClient, "line") + " without a client's address")
        }
        let note = leftOut.isEmpty ? "" : "; \(leftOut.joined(separator: " and ")) left out"
        return "\(events) of \(sessions) over \(span)\(note)"
    }

    private var span: String {
        Format.duration(.milliseconds((trace.end ?? 0) - (trace.start ?? 0)))
    }

    /// The cells of the table: a column for each profile, after one with the names of the figures.
    var rows: [[String]] {
        var rows = [[""] + results.map(\.profile)]
        func row(_ name: String, _ value: (ReplayResult) -> String) {
            rows.append([name] + results.map(value))
        }
        row("idle timeout") { Format.duration($0.policy.idleTimeout) }
        row("cleanup interval") { Format.duration($0.policy.cleanupInterval) }
        if results.contains(where: { $0.policy.lifetime != nil }) {
            row("lifetime") { $0.policy.lifetime.map(Format.duration) ?? "none" }
        }
        row("created") { Format.count($0.created) }
        row("dead returns") { Format.count($0.deadReturns) }
        row("  rate") { $0.deadReturnsRate.map(Format.share) ?? "n/a" }
        row("expired") { Format.count($0.expired) }
        if results.contains(where: { $0.refused > 0 }) {
            row("refused") { Format.count($0.refused) }
        }
        if results.contains(where: { $0.evicted > 0 }) {
            row("evicted") { Format.count($0.evicted) }
        }
        if !trace.owners.isEmpty {
            row("owners") { Format.count($0.owners) }
            row("peak of an owner") { Format.count($0.peakOfOwner) }
        }
        row("peak alive") { Format.count($0.peakAlive) }
        row("peak held") { Format.count($0.peakHeld) }
        row("mean held") { Format.mean($0.meanHeld) }
        row("active at end") { Format.count($0.activeAtEnd) }
        row("engine's memory") { Format.bytes($0.peakMemory) }
        row("cleanups") { Format.count($0.cleanups) }
        row("  mean") { $0.meanCleanup.map(Format.shortTime) ?? "n/a" }
        row("  longest") { $0.timedCleanups > 0 ? Format.shortTime($0.longestCleanup) : "n/a" }
        return rows
    }

    private func sparklines(width: Int) -> [String] {
        let names = results.map(\.profile.count).max() ?? 0
        let peaks = results.map { Format.count($0.peakHeld).count }.max() ?? 0
        let cells = max(10, min(Replay.samples, width - names - peaks - 4))
        return results.map { result in
            let samples = Self.shrink(result.activeSamples, to: cells)
            let bars = Sparkline.line(samples, maximum: samples.max() ?? 0)
            let peak = Format.count(result.peakHeld)
            return result.profile + String(repeating: " ", count: names - result.profile.count + 2) + bars
                + String(repeating: " ", count: peaks - peak.count + 2) + peak
        }
    }

    /// Returns `count` values, each the largest of the values that it replaces.
    static func shrink(_ values: [Int], to count: Int) -> [Int] {
        guard values.count > count else { return values }
        return (0..<count).map { index in
            let first = index * values.count / count
            let last = max(first + 1, (index + 1) * values.count / count)
            return values[first..<last].max() ?? 0
        }
    }
}

extension ReplayReport {
    /// Returns one JSON object per profile, each on its own line.
    func jsonLines() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try results.map { result in
            String(decoding: try encoder.encode(Row(result, trace)), as: UTF8.self) + "\n"
        }.joined()
    }

    private struct Row: Encodable {
        let figures: ReplayFigures
        let run: Run

        init(_ result: ReplayResult, _ trace: Trace) {
            figures = result.figures
            run = Run(result, trace)
        }

        /// Encodes both as one object.
        func encode(to encoder: any Encoder) throws {
            try figures.encode(to: encoder)
            try run.encode(to: encoder)
        }
    }

    /// The profile, the trace's faults and the costs of a replay.
    private struct Run: Encodable {
        let profile: String
        let idleTimeoutMs: Int64
        let lifetimeMs: Int64?
        let cleanupIntervalMs: Int64
        let malformedLines: Int
        let linesWithoutClient: Int
        let memoryBytes: Int
        let cleanups: Int
        let cleanupMeanNs: Int64?
        let cleanupLongestNs: Int64?
        let activeSamples: [Int]

        init(_ result: ReplayResult, _ trace: Trace) {
            profile = result.profile
            idleTimeoutMs = result.policy.idleTimeout.clampedMilliseconds
            lifetimeMs = result.policy.lifetime?.clampedMilliseconds
            cleanupIntervalMs = result.policy.cleanupInterval.clampedMilliseconds
            malformedLines = trace.malformedLines
            linesWithoutClient = trace.linesWithoutClient
            memoryBytes = result.peakMemory
            cleanups = result.cleanups
            cleanupMeanNs = result.meanCleanup?.clampedNanoseconds
            cleanupLongestNs = result.timedCleanups > 0 ? result.longestCleanup.clampedNanoseconds : nil
            activeSamples = result.activeSamples
        }
    }
}
