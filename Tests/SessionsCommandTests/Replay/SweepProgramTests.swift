#if CommandLine
    import Foundation
    import Testing

    @testable import SessionsCommand

    /// `sessions replay` with a sweep, run as a user runs it.
    @Suite(.serialized)
    struct SweepProgramTests {
        private static let trace = SampleTrace(conversations: 100, hours: 2, seed: 4).csv()

        private func withDirectory(_ body: (String) throws -> Void) throws {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("sessions-sweep-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            try body(directory.path)
        }

        private func object(_ text: Substring) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }

        @Test func theFiguresAreThoseOfSeparateReplays() throws {
            let sweep = try Program.run(
                ["replay", "-", "--sweep", "timeout=5m,30m", "--sweep", "max-sessions=20,1_000", "--json"],
                input: Self.trace
            )
            #expect(sweep.exitCode == 0)
            #expect(sweep.output.split(separator: "\n").count == 1)
            let content = try object(sweep.output[...])
            #expect(content["profile"] as? String == "production")
            let rows = try #require(content["rows"] as? [[String: Any]])
            #expect(rows.count == 4)
            for row in rows {
                let settings = try #require(row["settings"] as? [String: String])
                let figures = try #require(row["figures"] as? [String: NSObject])
                let single = try Program.run(
                    ["replay", "-", "--profile", "production", "--json"]
                        + settings.flatMap { ["--set", "\($0.key)=\($0.value)"] },
                    input: Self.trace
                )
                let replayed = try object(single.output[...])
                #expect(figures.count == 12)
                for (name, value) in figures { #expect(replayed[name] as? NSObject == value, "\(name)") }
            }
            let recommendation = try #require(content["recommendation"] as? [String: Any])
            #expect((recommendation["text"] as? String)?.contains(" returns (") == true)
        }

        @Test func theRecommendedProfileLoads() throws {
            try withDirectory { directory in
                let file = directory + "/mine.yaml"
                let arguments = [
                    "replay", "-", "--profile", "high-traffic", "--sweep", "timeout=5m..1h", "--set",
                    "cleanup-interval=2m",
                    "--write-profile", file,
                ]
                let outcome = try Program.run(arguments, input: Self.trace)
                #expect(
                    outcome.exitCode == 0
                        && outcome.errors.contains("wrote the recommended profile to \(file)")
                )
                #expect(outcome.output.contains("\nrecommendation: "))
                #expect(try Program.run(["profile", "check", file]).exitCode == 0)
                let text = try String(contentsOfFile: file, encoding: .utf8)
                #expect(
                    text.contains("\nextends: high-traffic\n\ntimeout: ")
                        && text.contains("\ncleanup-interval: 2m\n")
                )
                #expect(text.contains("\n# ") && text.contains(" returns ("))

                let again = try Program.run(arguments, input: Self.trace)
                #expect(again.exitCode == 73 && again.errors.contains("or use --force"))
                #expect(try Program.run(arguments + ["--force"], input: Self.trace).exitCode == 0)
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["mine.yaml"])
            }
        }

        @Test func aConditionThatHoldsEndsWithItsCode() throws {
            let arguments = [
                "replay", "-", "--profile", "development", "--profile", "long-running", "--fail-if",
            ]
            let failed = try Program.run(
                arguments + ["dead_returns_rate>1%", "--fail-if", "created<1"],
                input: Self.trace
            )
            #expect(failed.exitCode == 2)
            #expect(failed.errors.hasPrefix("error: development: dead_returns_rate is "))
            #expect(failed.errors.split(separator: "\n").count == 1)
            #expect(failed.output.contains("dead returns"), "the report comes before the verdict")
            #expect(try Program.run(arguments + ["dead_returns_rate>100%"], input: Self.trace).exitCode == 0)
        }

        /// An idle timeout can't be longer than the lifetime.
        @Test func invalidCombinationsAreLeftOut() throws {
            let arguments = ["replay", "-", "--sweep", "lifetime=10m,2h"]
            let outcome = try Program.run(
                arguments + ["--sweep", "timeout=5m,1h", "--json"],
                input: Self.trace
            )
            #expect(outcome.exitCode == 0)
            #expect(
                outcome.errors.contains(
                    "1 invalid combination left out, such as lifetime 10m with timeout 1h: "
                )
            )
            #expect(try (object(outcome.output[...])["rows"] as? [Any])?.count == 3)
            let none = try Program.run(
                ["replay", "-", "--sweep", "lifetime=1m", "--json"],
                input: Self.trace
            )
            #expect(none.exitCode == 78 && none.errors.contains("S0103"))
        }

        @Test(
            arguments: [
                (["--sweep", "timeout=5m..1h", "--profile", "a", "--profile", "b"], "one profile"),
                (["--write-profile", "x.yaml"], "add --sweep"),
                (["--sweep", "timeout=5m", "--sweep", "timeout=1h"], "`timeout` is named twice"),
                (["--sweep", "timeot=5m"], "did you mean `timeout`?"),
                (["--fail-if", "dead_return>1"], "did you mean `dead_returns`?"),
            ] as [([String], String)]
        )
        func mistakesAreErrorsOfTheCommandLine(arguments: [String], message: String) throws {
            let outcome = try Program.run(["replay", "-"] + arguments, input: Self.trace)
            #expect(outcome.exitCode == 64 && outcome.errors.contains(message))
        }
    }
#endif
