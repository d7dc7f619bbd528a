#if SQLite
    import Foundation
    import SessionSQLite
    import Testing

    /// A program that is killed at any moment finds everything it acknowledged.
    @Suite("Kill", .serialized) struct KillTests {
        @Test func everythingAcknowledgedIsThereAfterAKill() throws {
            let rounds = Soak.isOn ? 500 : 25
            let directory = try TemporaryDirectory()
            let path = directory.path("s.db")
            var random = SeededGenerator(seed: UInt64.random(in: 0...UInt64.max))
            var log = KillLog()
            var begun = 0
            for round in 0..<rounds {
                // Some are killed while they open and restore, most of them at work.
                let isEarly = Int.random(in: 0..<6, using: &random) == 0
                let lines = isEarly ? 0 : Int.random(in: 1...4_000, using: &random)
                let durability = Bool.random(using: &random) ? "full" : "relaxed"
                let said = try live([path, "\(round)", durability], killedAfter: lines)
                if log.read(said, round: round) { begun += 1 }
            }
            // The last run only reads, and ends on its own.
            let foundAll = log.read(
                try live([path, "0", "full", "check"], killedAfter: nil),
                round: rounds
            )
            #expect(foundAll)
            #expect(try SQLiteStoreInspection(path: path).damage() == [])
            #expect(begun > rounds / 2 && log.acknowledgements > rounds)
            print(
                "kill: \(rounds) rounds, \(begun) killed at work, \(log.operations) operations, "
                    + "\(log.acknowledgements) acknowledgements, \(log.sessionsFound) sessions found again"
            )
        }

        /// Runs the probe and kills it once it has printed this many lines of work. 0 kills it soon after its
        /// start, `nil` never.
        private func live(_ arguments: [String], killedAfter lines: Int?) throws -> [Substring] {
            let process = Process()
            let output = Pipe()
            process.executableURL = Probe.executable
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment
                .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
            process.standardOutput = output
            try process.run()
            if lines == 0 {
                usleep(UInt32.random(in: 1_000...60_000))  // the random moment of the kill: any is right
                kill(process.processIdentifier, SIGKILL)
            }
            var said = Data()
            var isKilled = lines == 0
            var counted = 0
            var work: Data.Index?
            while let more = try output.fileHandleForReading.read(upToCount: 65_536), !more.isEmpty {
                said.append(more)
                guard let lines, !isKilled else { continue }
                if work == nil { work = said.range(of: Data("\nbegin\n".utf8))?.upperBound }
                guard let from = work else { continue }
                counted += said[from...].count { $0 == 0x0A }
                work = said.endIndex
                if counted >= lines {
                    kill(process.processIdentifier, SIGKILL)
                    isKilled = true
                }
            }
            process.waitUntilExit()
            let text = String(decoding: said, as: UTF8.self)
            // A line that the kill cut off doesn't count.
            return text[..<(text.lastIndex(of: "\n") ?? text.startIndex)].split(separator: "\n")
        }
    }
#endif
