#if CommandLine && SQLite
    import ArgumentParser
    import SessionPersistence
    import SessionProfiles
    import SessionSQLite
    import Sessions

    /// `sessions store analyze PATH`
    struct StoreAnalyzeCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "analyze",
            abstract: "Show how old, idle and large stored sessions are, and list the largest and oldest."
        )

        @Argument(help: ArgumentHelp("The store's file.", valueName: "path"))
        var path: String

        @Option(
            help: ArgumentHelp("The number of largest and of oldest sessions to show.", valueName: "number")
        )
        var top = 5

        @Flag(help: "Print one JSON object.")
        var json = false

        private struct Report: Encodable {
            let path: String
            let sessions: Int
            let valueBytes: Int
            let ageSeconds: [String: Double]
            let idleSeconds: [String: Double]
            let bytes: [String: Double]
            let largest: [ListedSession]
            let longest: [ListedSession]
        }

        func validate() throws {
            guard (1...1_000).contains(top) else {
                throw ValidationError("--top takes a number from 1 to 1,000.")
            }
        }

        func run() throws {
            let inspection = try StoreFile.inspect(path)
            let now = StoreFile.now
            let bar = ProgressBar()
            defer { bar.finish() }
            var (ages, idles, sizes) = ([Int64](), [Int64](), [Int64]())
            let (largest, longest) = try StoreFile.reporting {
                let total = try inspection.facts().sessions
                try inspection.forEach { session in
                    ages.append(session.createdAt.age(at: now).clampedMilliseconds)
                    idles.append(session.lastAccessedAt.age(at: now).clampedMilliseconds)
                    sizes.append(Int64(session.value.count))
                    bar.update("sessions read:", done: sizes.count, of: total)
                }
                return (
                    try inspection.sessions(.largest, limit: top),
                    try inspection.sessions(.oldest, limit: top)
                )
            }
            bar.finish()
            let (age, idle, size) = (Distribution(ages), Distribution(idles), Distribution(sizes))
            if json {
                let report = Report(
                    path: path,
                    sessions: sizes.count,
                    valueBytes: Int(sizes.reduce(0, +)),
                    ageSeconds: age.named { Double($0) / 1_000 },
                    idleSeconds: idle.named { Double($0) / 1_000 },
                    bytes: size.named { Double($0) },
                    largest: largest.map(ListedSession.init),
                    longest: longest.map(ListedSession.init)
                )
                return Terminal.write(try report.jsonLine())
            }
            var lines = [
                "\(Format.count(sizes.count, "session")), \(Format.bytes(Int(sizes.reduce(0, +)))) of values"
            ]
            if !sizes.isEmpty {
                var table = TextTable()
                table.add([""] + Distribution.names)
                func time(_ milliseconds: Int64) -> String {
                    Format.duration(
                        milliseconds < 1_000 ? .milliseconds(milliseconds) : .seconds(milliseconds / 1_000)
                    )
                }
                table.add(["age"] + age.values.map(time))
                table.add(["idle"] + idle.values.map(time))
                table.add(["value"] + size.values.map { Format.bytes(Int($0)) })
                lines += [""] + table.lines(width: Terminal.width)
                let columns = Terminal.columns
                lines += ["", "the largest values"] + ListedSession.lines(largest, now: now, width: columns)
                lines += ["", "the oldest sessions"] + ListedSession.lines(longest, now: now, width: columns)
            }
            Terminal.write(lines.joined(separator: "\n") + "\n")
        }
    }

    /// The minimum, the maximum and three percentiles of numbers.
    struct Distribution {
        static let names = ["least", "half", "90 %", "99 %", "greatest"]
        private static let shares = [0, 0.5, 0.9, 0.99, 1]

        /// The values in the order of the names, by nearest rank. Empty if there were no numbers.
        let values: [Int64]

        init(_ numbers: [Int64]) {
            guard !numbers.isEmpty else {
                values = []
                return
            }
            let sorted = numbers.sorted()
            values = Self.shares.map { share in
                let rank = (share * Double(sorted.count)).rounded(.up)
                return sorted[min(sorted.count - 1, max(0, Int(rank) - 1))]
            }
        }

        func named(_ convert: (Int64) -> Double) -> [String: Double] {
            let keys = ["min", "p50", "p90", "p99", "max"]
            return Dictionary(uniqueKeysWithValues: zip(keys, values.map(convert)))
        }
    }
#endif
