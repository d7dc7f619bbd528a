#if CommandLine
    import Foundation
    import Testing

    @testable import SessionsCommand

    /// The built program, run as a user runs it.
    struct Program {
        struct Outcome {
            var exitCode: Int32
            var output: String
            var errors: String
        }

        /// The program is built beside the tests.
        static let executable = URL(fileURLWithPath: CommandLine.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("sessions")

        static func run(
            _ arguments: [String],
            environment: [String: String] = [:],
            input: String = ""
        ) throws -> Outcome {
            let process = Process()
            let (inputs, outputs, errors) = (Pipe(), Pipe(), Pipe())
            process.executableURL = executable
            process.arguments = arguments
            let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SESSION_") }
            process.environment = inherited.merging(environment) { $1 }
            process.standardInput = inputs
            process.standardOutput = outputs
            process.standardError = errors
            try process.run()
            // A program that hangs fails its test instead of the whole run.
            let limit = DispatchWorkItem { process.terminate() }
            DispatchQueue.global().asyncAfter(deadline: .now() + 300, execute: limit)
            defer { limit.cancel() }
            // The input and the errors are short enough to fit into a pipe.
            inputs.fileHandleForWriting.write(Data(input.utf8))
            try inputs.fileHandleForWriting.close()
            let output = try outputs.fileHandleForReading.readToEnd() ?? Data()
            let said = try errors.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return Outcome(
                exitCode: process.terminationStatus,
                output: String(decoding: output, as: UTF8.self),
                errors: String(decoding: said, as: UTF8.self)
            )
        }
    }

    @Suite(.serialized)
    struct ProgramTests {
        private static let trace = "0,a,create\n1000,b,touch\noops\n2000000,a,touch\n"

        @Test func replayPrintsAnObjectAProfileAsJSON() throws {
            let outcome = try Program.run(["replay", "-", "--json"], input: Self.trace)
            #expect(outcome.exitCode == 0)
            #expect(outcome.errors.hasPrefix("warning: -:3: the first field is not a time"))
            let objects = try outcome.output.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            let names = objects.compactMap { $0["profile"] as? String }
            #expect(names == ["development", "production", "high-traffic", "long-running", "web-login"])
            let production = try #require(objects.first { $0["profile"] as? String == "production" })
            let expected = [
                "idle_timeout_ms": 1_800_000, "cleanup_interval_ms": 600_000, "events": 3, "created": 3,
                "dead_returns": 1, "expired": 2, "peak_alive": 2, "peak_held": 2, "active_at_end": 1,
                "malformed_lines": 1,
            ]
            for (key, value) in expected {
                #expect(production[key] as? Int == value, "\(key)")
            }
        }

        @Test func theEnvironmentAndSetOverrideTheProfile() throws {
            let arguments = ["replay", "-", "--profile", "production", "--json"]
            let environment = ["SESSION_TIMEOUT": "45m", "SESSION_MANAGER": "local/desktop:/tmp/.ICE-unix"]
            let fromEnvironment = try Program.run(arguments, environment: environment, input: Self.trace)
            #expect(fromEnvironment.output.contains(#""idle_timeout_ms":2700000"#))
            #expect(!fromEnvironment.errors.contains("SESSION_MANAGER"))
            let set = try Program.run(
                arguments + ["--set", "timeout=1h"],
                environment: environment,
                input: Self.trace
            )
            #expect(set.output.contains(#""idle_timeout_ms":3600000"#))
        }

        @Test(
            arguments: [
                (["replay"], 64, "Missing expected argument"),
                (["replay", "-", "--set", "timeout"], 64, "--set <key=value>"),
                (["replay", "-", "--format", "xml"], 64, "--format"),
                (["replay", "/nowhere/trace.csv"], 66, "the file does not exist"),
                (["replay", "-"], 65, "- is not a trace"),
                (["replay", "-", "--profile", "prodution"], 78, "there is no profile `prodution`"),
                (["replay", "-", "--set", "timeot=1h"], 78, "did you mean `timeout`?"),
                (["replay", "-", "--set", "timeout=abc"], 78, "`abc` is not a duration"),
                (["replay", "-", "--profiles", "/nowhere"], 78, "/nowhere"),
                (["profile", "show", "nope"], 78, "there is no profile `nope`"),
                (["profile", "check"], 64, "Missing expected argument"),
                (["sample-trace", "--hours", "0"], 64, "from 1 to 720"),
            ] as [([String], Int32, String)]
        )
        func failuresSayWhyAndHaveTheirExitCode(
            arguments: [String],
            exitCode: Int32,
            message: String
        ) throws {
            let outcome = try Program.run(arguments, input: "no trace\n")
            #expect(outcome.exitCode == exitCode)
            #expect(outcome.errors.contains(message))
            #expect(outcome.output.isEmpty)
        }

        @Test func aBadVariableStopsAReplay() throws {
            let outcome = try Program.run(
                ["replay", "-"],
                environment: ["SESSION_TIMEOUT": "abc"],
                input: Self.trace
            )
            #expect(outcome.exitCode == 78)
            #expect(outcome.errors.contains("SESSION_TIMEOUT"))
        }

        @Test func aSelectionThatNamesNothingStopsAReplay() throws {
            let environment = ["SESSION_PROFILE": "prodution"]
            let outcome = try Program.run(["replay", "-"], environment: environment, input: Self.trace)
            #expect(outcome.exitCode == 78)
            #expect(outcome.errors.contains("there is no profile `prodution`"))
            #expect(outcome.errors.contains("SESSION_PROFILE"))
            let named = try Program.run(
                ["replay", "-", "--profile", "production", "--json"],
                environment: environment,
                input: Self.trace
            )
            #expect(named.exitCode == 0, "who names a profile asks for no other")
        }

        @Test func aBadVariableIsReportedOnceForAllProfiles() throws {
            let list = try Program.run(["profile", "list"], environment: ["SESSION_TIMEOUT": "abc"])
            #expect(list.exitCode == 78)
            #expect(list.errors.components(separatedBy: "`abc` is not a duration").count == 2)
            #expect(list.output.components(separatedBy: "invalid").count == 6)
        }

        @Test func aProfileIsShownFromItsFileToo() throws {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("sessions-profiles-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let path = directory.appendingPathComponent("mine.yaml").path
            try "extends: production\ntimeout: 21m\n".write(toFile: path, atomically: true, encoding: .utf8)
            let shown = try Program.run(["profile", "show", path])
            #expect(shown.exitCode == 0)
            let timeout = shown.output.split(separator: "\n").first { $0.hasPrefix("timeout ") }
            #expect(timeout?.contains("21m") == true && timeout?.contains("mine.yaml:2") == true)
            #expect(try Program.run(["profile", "show", directory.path + "/none.yaml"]).exitCode == 66)
        }

        @Test func theProgramSaysItsVersionWhichIsThatOfTheChanges() throws {
            let outcome = try Program.run(["--version"])
            #expect(outcome.exitCode == 0)
            #expect(outcome.output == ProgramVersion.text + "\n")
            let root = URL(fileURLWithPath: #filePath)
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            let changes = try String(
                contentsOf: root.appendingPathComponent("CHANGELOG.md"),
                encoding: .utf8
            )
            let newest = try #require(changes.split(separator: "\n").first { $0.hasPrefix("## ") })
            let isReleased = !newest.hasSuffix(" (unreleased)")
            let number = newest.dropFirst(3).prefix { $0 != " " }
            #expect(ProgramVersion.text == number + (isReleased ? "" : "-dev"))
        }

        @Test func checkFindsProblemsAndNamesTheirPlace() throws {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("sessions-profiles-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let good = directory.appendingPathComponent("good.yaml").path
            let bad = directory.appendingPathComponent("bad.yaml").path
            try "timeout: 20m\n".write(toFile: good, atomically: true, encoding: .utf8)
            try "timeout: 20m\ncleanup-intervall: 5m\n".write(toFile: bad, atomically: true, encoding: .utf8)

            let valid = try Program.run(["profile", "check", good])
            #expect(valid.exitCode == 0)
            #expect(valid.output == "\(good): valid\n")
            let invalid = try Program.run(["profile", "check", good, bad])
            #expect(invalid.exitCode == 1)
            #expect(invalid.output.contains("\(bad):2:1"))
            #expect(invalid.output.contains("`cleanup-interval`"))

            let missing = directory.appendingPathComponent("none.yaml").path
            let unread = try Program.run(["profile", "check", bad, missing, good])
            #expect(unread.exitCode == 66, "what was not read was not checked")
            #expect(unread.output.contains("\(bad):2:1") && unread.output.contains(missing))
            #expect(try Program.run(["profile", "check", directory.path]).exitCode == 66)

            // The file itself was read. An unreadable profile that it extends is a problem at a line of the
            // file.
            let base = directory.appendingPathComponent("base.yaml")
            try FileManager.default.createDirectory(at: base, withIntermediateDirectories: false)
            let child = directory.appendingPathComponent("child.yaml").path
            try "extends: base\n".write(toFile: child, atomically: true, encoding: .utf8)
            let orphan = try Program.run(["profile", "check", child])
            #expect(orphan.exitCode == 1 && orphan.output.contains("\(child):1:10"))
            #expect(try Program.run(["profile", "show", child]).exitCode == 78)
            #expect(try Program.run(["profile", "check", base.path]).exitCode == 66)
            #expect(try Program.run(["profile", "show", base.path]).exitCode == 66)

            let list = try Program.run(["profile", "list", "--profiles", directory.path])
            #expect(list.exitCode == 78)
            #expect(list.output.contains("good"))
            #expect(list.output.contains("invalid"))
        }

        @Test func showNamesTheSourceOfEachValue() throws {
            let outcome = try Program.run(
                ["profile", "show", "production"],
                environment: ["SESSION_TIMEOUT": "20m"]
            )
            #expect(outcome.exitCode == 0)
            let timeout = outcome.output.split(separator: "\n").first { $0.hasPrefix("timeout ") }
            #expect(timeout?.contains("20m") == true)
            #expect(timeout?.contains("env SESSION_TIMEOUT") == true)
        }

        @Test func aNewProfileIsValidAndNeverOverwritesOne() throws {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("sessions-profiles-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let path = directory.appendingPathComponent("mine.yaml").path
            #expect(try Program.run(["profile", "init", path, "--extends", "nope"]).exitCode == 78)
            #expect(try Program.run(["profile", "init", path, "--extends", "development"]).exitCode == 0)
            #expect(try Program.run(["profile", "check", path]).output == "\(path): valid\n")
            let again = try Program.run(["profile", "init", path])
            #expect(again.exitCode == 73)
            #expect(again.errors.contains("already exists"))
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("extends: development"))
            let nowhere = try Program.run(["profile", "init", "/nowhere/mine.yaml"])
            #expect(nowhere.exitCode == 73)
            #expect(nowhere.errors.contains("can't be written"))
        }

        @Test func valuesKeysAndCodesAreExplained() throws {
            let value = try Program.run(
                ["profile", "explain", "production", "timeout"],
                environment: ["SESSION_TIMEOUT": "20m"]
            )
            #expect(value.output.contains("WINS  env SESSION_TIMEOUT"))
            let difference = try Program.run(["profile", "diff", "development", "production"])
            #expect(difference.output.contains("cleanup-interval"))
            #expect(!difference.output.contains("max-sessions"))
            #expect(try Program.run(["profile", "keys", "timeout"]).output.contains("SESSION_TIMEOUT"))
            #expect(try Program.run(["explain", "s0103"]).output.hasPrefix("S0103: "))
            #expect(try Program.run(["explain", "S9999"]).exitCode == 64)
            let schema = try Program.run(["profile", "schema"]).output
            let object = try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any]
            #expect(object?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        }

        @Test func tracesOfDifferentDecadesAreWarnedOf() throws {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("sessions-traces-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let relative = directory.appendingPathComponent("relative.csv").path
            let absolute = directory.appendingPathComponent("absolute.csv").path
            try "0,a,touch\n60000,b,touch\n".write(toFile: relative, atomically: true, encoding: .utf8)
            try "1700000000000,a,touch\n".write(toFile: absolute, atomically: true, encoding: .utf8)
            let mixed = try Program.run(["replay", absolute, relative, "--profile", "production"])
            #expect(mixed.exitCode == 0)
            #expect(
                mixed.errors.contains(
                    "warning: there are no events for 19675d 22h between \(relative), which ends at 1970-01-01T00:01:00.000Z, "
                        + "and \(absolute), which begins at 2023-11-14T22:13:20.000Z"
                )
            )
            #expect(try Program.run(["replay", relative, "--profile", "production"]).errors.isEmpty)
        }

        @Test func replayComparesProfilesInATable() throws {
            let outcome = try Program.run(
                ["replay", "-", "--profile", "development", "--profile", "production"],
                input: Self.trace
            )
            #expect(outcome.exitCode == 0)
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(lines.first == "3 events of 2 ids over 33m 20s; 1 malformed line left out")
            #expect(lines.contains("                  development  production"))
            #expect(lines.contains("idle timeout               5m         30m"))
            #expect(lines.contains("dead returns                1           1"))
            #expect(!outcome.output.contains("\u{1B}"))
        }
    }
#endif
