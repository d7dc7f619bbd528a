import Foundation
import Sessions
import Testing

@testable import SessionProfiles

/// Runs in its own process, because other tests need memory too.
@Suite struct ReloadMemoryTests {
    @Test func aThousandReloadsDoNotLeak() async {
        await #expect(processExitsWith: .success) {
            let directory = try TemporaryDirectory()
            let path = "\(directory.path)/test.yaml"
            func write(_ number: Int) throws {
                let comments = String(repeating: "# a comment that makes the file longer\n", count: 1_600)
                // Every second profile is refused.
                let problem = number % 2 == 0 ? "" : "timeuot: 1m\n"
                try "timeout: \(10 + number % 7)m\n\(comments)\(problem)"
                    .write(toFile: path, atomically: true, encoding: .utf8)
            }
            try write(0)
            let manager = try SessionManager<Int>(policy: SessionPolicy())
            let watcher = try ProfileWatcher(.file(path), loader: ProfileLoader(environment: [:])) {
                profile in
                try manager.apply(profile.policy)
            }
            var memory: [Int] = []
            for step in 1...1_000 {
                try write(step)
                for _ in 0..<3 { await watcher.look() }
                #expect(await (watcher.status.problem == nil) == (step % 2 == 0))
                if step == 200 || step == 1_000 { memory.append(Self.residentBytes) }
            }
            // The 400 valid and 400 invalid reloads read 24 MiB. If they kept any of it, the memory would grow.
            let growth = memory[1] - memory[0]
            #expect(memory[0] > 0)
            #expect(growth < 12 << 20, "resident memory grew by \(growth >> 10) KiB")
        }
    }

    /// Returns the memory that this process uses, in bytes.
    private static var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}
