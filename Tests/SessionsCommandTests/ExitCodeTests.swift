#if CommandLine && HTTP && SQLite
    import Foundation
    import Testing

    @testable import SessionsCommand

    /// Every exit code listed by `sessions --help` is produced by some command.
    @Suite(.serialized) struct ExitCodeTests {
        private let directory = FileManager.default.temporaryDirectory
            .appending(path: "exit-codes-\(UUID().uuidString)").path

        #if canImport(Glibc)
            private static let stream = Int32(SOCK_STREAM.rawValue)
        #else
            private static let stream = SOCK_STREAM
        #endif

        /// Runs a command in a shell, which can redirect its output to a device and lock its files.
        private func run(_ command: String, environment: [String: String] = [:]) throws -> Int32 {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "cd '\(directory)'; " + command]
            process.environment = ["PATH": "/usr/bin:/bin", "S": Program.executable.path]
                .merging(environment) { $1 }
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }

        @Test(
            arguments: [
                (0, #""$S" profile keys"#),
                (1, #"echo 'timeout: x' > bad.yaml; "$S" profile check bad.yaml"#),
                (2, #"echo 0,a,touch > t.csv; "$S" replay t.csv --profile production --fail-if 'created>0'"#),
                (64, #""$S" serve --port 70000"#),
                (65, #"echo nonsense > s.db; "$S" store info s.db"#),
                (65, #"echo nonsense > trace; "$S" replay trace"#),
                (66, #""$S" replay missing.csv"#),
                (66, #""$S" profile check missing.yaml"#),
                (66, #""$S" profile show ./missing.yaml"#),
                (66, #""$S" profile diff production ./missing.yaml"#),
                (66, #""$S" serve --profile ./missing.yaml"#),
                (73, #""$S" profile init /nowhere/mine.yaml"#),
                (74, #""$S" profile keys > /dev/full"#),
                (78, #"SESSION_TIMEOUT=abc "$S" serve"#),
                (78, #"SESSION_HTTP_PORT=tcp://10.0.0.1:8080 "$S" serve"#),
                (78, #""$S" serve --host 0.0.0.0"#),
                (78, #""$S" serve --profile nowhere"#),
                (78, #"SESSION_PROFILE= "$S" serve"#),
            ] as [(Int32, String)]
        )
        func aCommandEndsWithItsCode(code: Int32, command: String) throws {
            defer { try? FileManager.default.removeItem(atPath: directory) }
            #expect(try run(command) == code, "\(command)")
        }

        @Test func aPortThatIsTakenEndsWith69() throws {
            let listener = socket(AF_INET, Self.stream, 0)
            defer { close(listener) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    _ = bind(listener, pointer, length)
                    _ = listen(listener, 1)
                    _ = getsockname(listener, pointer, &length)
                }
            }
            defer { try? FileManager.default.removeItem(atPath: directory) }
            #expect(try run("\"$S\" serve --port \(UInt16(bigEndian: address.sin_port))") == 69)
        }

        @Test func helpListsEveryCode() throws {
            let help = try Program.run(["--help"]).output.split { $0.isWhitespace }.joined(separator: " ")
            for code in [0, 1, 2, 64, 65, 66, 69, 73, 74, 75, 78] {
                #expect(help.contains(" \(code): ") || help.contains(" \(code) "), "\(code)")
            }
        }
    }
#endif
