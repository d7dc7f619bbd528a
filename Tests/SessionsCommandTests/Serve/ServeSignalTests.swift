#if CommandLine && HTTP && SQLite
    import Foundation
    import Testing

    @testable import SessionsCommand

    /// `sessions serve` handles signals from its first moment on.
    @Suite(.serialized, .timeLimit(.minutes(30))) struct ServeSignalTests {
        /// A server whose start is held up. Its log goes into a full pipe, so its first line, written when
        /// the store is open but not yet read, waits until a test reads the pipe.
        private final class HeldServer {
            let directory = FileManager.default.temporaryDirectory
                .appending(path: "serve-signals-\(UUID().uuidString)").path
            private let process = Process()
            private let (output, errors) = (Pipe(), Pipe())

            init(_ profile: String) throws {
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                try write(profile)
                fill(errors.fileHandleForWriting.fileDescriptor)
                process.executableURL = Program.executable
                process.arguments = ["serve", "--profiles", directory, "--profile", "mine", "--port", "0"]
                process.environment = [
                    "PATH": "/usr/bin:/bin", "SESSION_PERSISTENCE_BACKEND": "sqlite",
                    "SESSION_PERSISTENCE_PATH": "\(directory)/s.db",
                ]
                process.standardOutput = output
                process.standardError = errors
                try process.run()
                // The loop only avoids busy waiting: the store's file exists once the start is held up.
                while !FileManager.default.fileExists(atPath: "\(directory)/s.db"), process.isRunning {
                    usleep(10_000)
                }
            }

            deinit { try? FileManager.default.removeItem(atPath: directory) }

            func write(_ profile: String) throws {
                try profile.write(toFile: "\(directory)/mine.yaml", atomically: true, encoding: .utf8)
            }

            func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

            /// Reads the log until a line contains this text, which lets the start continue. Returns whether
            /// one did.
            func log(has text: String) -> Bool {
                var log = ""
                while !log.contains(text) {
                    let data = errors.fileHandleForReading.availableData
                    if data.isEmpty { return false }
                    log += String(decoding: data, as: UTF8.self)
                }
                return true
            }

            /// Reads the rest of the log, waits for the end and returns the exit code, or `nil` if a signal
            /// ended the process.
            func end() throws -> Int32? {
                _ = try errors.fileHandleForReading.readToEnd()
                _ = try output.fileHandleForReading.readToEnd()
                process.waitUntilExit()
                return process.terminationReason == .exit ? process.terminationStatus : nil
            }

            private func fill(_ descriptor: Int32) {
                let flags = fcntl(descriptor, F_GETFL)
                _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
                let bytes = [UInt8](repeating: UInt8(ascii: "\n"), count: 4_096)
                while write(descriptor, bytes, bytes.count) > 0 {}
                _ = fcntl(descriptor, F_SETFL, flags)
            }

            private func write(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Int {
                #if canImport(Glibc)
                    Glibc.write(descriptor, bytes, count)
                #else
                    Darwin.write(descriptor, bytes, count)
                #endif
            }
        }

        @Test(arguments: [SIGTERM, SIGINT]) func aStopDuringTheStartEndsItCleanly(signal: Int32) throws {
            let server = try HeldServer("{}\n")
            server.send(signal)
            #expect(try server.end() == 0)
        }

        @Test func aReloadDuringTheStartAppliesOnceItServes() throws {
            let server = try HeldServer("timeout: 20m\n")
            try server.write("timeout: 40m\n")
            server.send(SIGHUP)
            #expect(server.log(has: "profile mine reloaded: timeout 20m → 40m"))
            server.send(SIGTERM)
            #expect(try server.end() == 0)
        }
    }
#endif
