#if CommandLine && HTTP
    import Foundation
    import Testing

    @testable import SessionsCommand

    /// What `sessions serve` can't do with a profile is said before anything is opened.
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
