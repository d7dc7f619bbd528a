#if CommandLine && HTTP
    import Foundation
    import Testing

    @testable import SessionsCommand

    /// `sessions serve` refuses an unsuitable profile before it opens anything.
    struct ServeRefusalTests {
        private let directory = FileManager.default.temporaryDirectory
            .appending(path: "serve-refusal-\(UUID().uuidString)").path

        private var path: String { directory + "/mine.yaml" }

        private func serve(
            _ profile: String,
            environment: [String: String] = [:]
        ) throws -> Program.Outcome {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try profile.write(toFile: path, atomically: true, encoding: .utf8)
            return try Program.run(
                ["serve", "--profiles", directory, "--profile", "mine", "--port", "0"],
                environment: environment
            )
        }

        private func remove() { try? FileManager.default.removeItem(atPath: directory) }

        @Test func aWeakTokenIsFoundByTheCheckAtItsPlace() throws {
            defer { remove() }
            let served = try serve("http:\n  token: hunter2\n")
            #expect(served.exitCode == 78)
            #expect(served.errors.contains("\(path):2:10") && served.errors.contains("openssl rand -hex 32"))
            #expect(!served.errors.contains("SESSION_HTTP_TOKEN") && !served.errors.contains("hunter2"))
            let checked = try Program.run(["profile", "check", path])
            #expect(checked.exitCode == 1)
            #expect(checked.output.contains("\(path):2:10") && !checked.output.contains("hunter2"))
            let variable = try serve("{}\n", environment: ["SESSION_HTTP_READ_TOKEN": "hunter2"])
            #expect(variable.exitCode == 78 && variable.errors.contains("env SESSION_HTTP_READ_TOKEN"))
        }

        @Test func twoTokensThatAreTheSameAreFoundByTheCheck() throws {
            defer { remove() }
            let profile = "http:\n  token: 0123456789abcdef\n  read-token: 0123456789abcdef\n"
            #expect(try serve(profile).errors.contains("\(path):3:15"))
            let checked = try Program.run(["profile", "check", path])
            #expect(checked.exitCode == 1 && checked.output.contains("\(path):3:15"))
            #expect(!checked.output.contains("0123456789abcdef"))
        }

        @Test func aStoreWithoutAPathIsAFaultOfTheConfiguration() throws {
            defer { remove() }
            let served = try serve("persistence:\n  backend: sqlite\n")
            #expect(served.exitCode == 78)
            #expect(served.errors.contains("persistence.path is not set"), "\(served.errors)")
        }

        @Test func aSecretForDigestsIsRefusedBeforeTheStoreIsMade() throws {
            defer { remove() }
            let served = try serve(
                """
                persistence:
                  backend: sqlite
                  path: \(directory)/s.db
                  digest-secret: 0123456789abcdef

                """
            )
            #expect(served.exitCode == 78)
            #expect(served.errors.contains("\(path):4:18: `persistence.digest-secret`"))
            #expect(
                served.errors.contains("`sessions serve`") && !served.errors.contains("SessionHostOptions")
            )
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["mine.yaml"])
            #expect(try Program.run(["profile", "check", path]).exitCode == 0, "another program may take it")
        }
    }
#endif
