#if SQLite
    import Foundation
    import Testing

    /// The system itself refuses writes and syncs. Uses `strace --inject` where it is installed and
    /// permitted.
    @Suite("Faults of the system", .serialized, .timeLimit(.minutes(30))) struct SystemCallTests {
        private static let isAllowed = Probe.run("strace", ["-o", "/dev/null", "true"])?.code == 0

        @Test(
            "What was acknowledged is stored",
            .enabled(if: isAllowed, "strace is missing or may not trace here"),
            arguments: [
                "fdatasync:error=EIO:when=9..80+5", "pwrite64:error=ENOSPC:when=40..200+23",
                "pwrite64:error=EIO:when=60..250+31",
                "ftruncate:error=EIO:when=2..9+2",
            ]
        )
        func injected(_ fault: String) throws {
            let directory = try TemporaryDirectory()
            let path = directory.path("s.db")
            let trace = directory.path("trace")
            var log = KillLog()
            let traced = try #require(
                Probe.run(
                    "strace",
                    ["-f", "-o", trace, "-e", "trace=\(fault.prefix { $0 != ":" })", "-e", "inject=\(fault)"]
                        + [Probe.executable.path, path, "1", "full", "insist"]
                )
            )
            #expect(traced.code == 0)
            let began = log.read(traced.lines, round: 0)
            #expect(began)
            let check = try #require(Probe.run(Probe.executable.path, [path, "2", "full", "check"]))
            let foundAll = log.read(check.lines, round: 1)
            #expect(foundAll)
            #expect(log.acknowledgements == 160)
            let injected = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
                .count { $0.contains("INJECTED") }
            #expect(injected > 0)
        }
    }
#endif
