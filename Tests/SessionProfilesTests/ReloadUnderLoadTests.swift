import Foundation
import Sessions
import Synchronization
import Testing

@testable import SessionProfiles

/// A thousand reloads while eight threads use the manager. Most read a file that is invalid, half-written or being
/// renamed.
@Suite struct ReloadUnderLoadTests {
    @Test func nothingFailsAndNoTwoConfigurationsMix() async throws {
        let manager = try SessionManager<Int>(policy: Configuration.all[0].policy)
        let directory = try TemporaryDirectory()
        var file = ProfileOnDisk(directory.path)
        try file.replace(Configuration.all[0].text)
        let watcher = try ProfileWatcher(
            .file(file.path),
            loader: ProfileLoader(environment: [:])
        ) { profile in try manager.apply(profile.policy) }

        let load = Load(manager)
        load.start()
        var random = Steps(seed: 5)
        var applied = 0
        var current = 0
        for step in 0..<1_000 {
            // Use a different policy each time, so that every valid change is applied.
            current =
                (current + 1 + random.next(below: Configuration.all.count - 1)) % Configuration.all.count
            let text = Configuration.all[current].text
            switch step % 8 {
            case 0: try file.replace(text)
            case 1: try file.swapLink(text)
            case 2: try file.overwrite(text)
            case 3, 4:
                // Half-written: the watcher reads any part of the file, which is often valid.
                try file.overwrite(String(text.prefix(random.next(below: text.count))))
                await watcher.look()
                try file.overwrite(text)
            case 5:
                // During a rename: the file is missing for one check.
                try file.remove()
                await watcher.look()
                try file.replace(text)
            case 6:
                // Invalid for any time.
                try file.replace(text + "timeuot: 1m\n")
                for _ in 0..<3 { await watcher.look() }
                #expect(await watcher.status.problem != nil)
                try file.replace(text)
            default:
                try file.overwrite(text + "lifetime: [")
                for _ in 0..<2 { await watcher.look() }
                await watcher.reload()
                #expect(await watcher.status.problem != nil)
                try file.swapLink(text)
            }
            await watcher.look()
            #expect(await watcher.look() != nil)
            applied += 1
            #expect(manager.policy == Configuration.all[current].policy)
        }
        load.stop()

        #expect(load.failures == [])
        #expect(load.operations > 0)
        #expect(load.policiesSeen.isSubset(of: Configuration.all.map(\.policy)))
        let status = await watcher.status
        #expect(status.applied == applied)
        #expect(status.refused == 1_000 / 8 * 3)
        #expect(status.problem == nil)
    }
}

/// One of a few policies that differ in every value, with its profile.
private struct Configuration {
    var policy: SessionPolicy
    var text: String

    static let all: [Configuration] = (0..<4).map { number in
        let policy = SessionPolicy(
            idleTimeout: .minutes(10 + number),
            lifetime: .hours(1 + number),
            cleanupInterval: .minutes(1 + number),
            maximumSessions: 100_000 + number,
            overflow: number % 2 == 0 ? .reject : .evict
        )
        let text = """
            timeout: \(10 + number)m
            \(String(repeating: "# a comment that makes the file longer\n", count: 400))\
            lifetime: \(1 + number)h
            cleanup-interval: \(1 + number)m
            max-sessions: \(100_000 + number)
            when-full: \(policy.overflow.rawValue)

            """
        return Configuration(policy: policy, text: text)
    }
}

/// A profile's file, with the ways to change it.
private struct ProfileOnDisk {
    private let directory: String
    private var version = 0

    init(_ directory: String) {
        self.directory = directory
    }

    var path: String { "\(directory)/test.yaml" }

    /// Writes a new file and renames it, like editors and deployments.
    func replace(_ text: String) throws {
        try text.write(toFile: "\(directory)/new", atomically: false, encoding: .utf8)
        rename("\(directory)/new", path)
    }

    /// Overwrites the file in place.
    func overwrite(_ text: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    func remove() throws {
        try FileManager.default.removeItem(atPath: path)
    }

    /// Replaces the file with a symbolic link to a new file, by a rename.
    mutating func swapLink(_ text: String) throws {
        let old = "\(directory)/version-\(version)"
        version += 1
        let target = "\(directory)/version-\(version)"
        try text.write(toFile: target, atomically: false, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: "\(directory)/link", withDestinationPath: target)
        rename("\(directory)/link", path)
        try? FileManager.default.removeItem(atPath: old)
    }
}

/// Eight threads that create and touch sessions and read the policy until they are stopped.
private final class Load: Sendable {
    private struct State {
        var failures: [String] = []
        var policies: Set<SessionPolicy> = []
        var operations = 0
        var running = 0
    }

    private let manager: SessionManager<Int>
    private let isStopped = Atomic(false)
    private let state = Mutex(State())
    private let finished = DispatchSemaphore(value: 0)
    private let threads = 8

    init(_ manager: SessionManager<Int>) {
        self.manager = manager
    }

    var failures: [String] { state.withLock { $0.failures } }
    var policiesSeen: Set<SessionPolicy> { state.withLock { $0.policies } }
    var operations: Int { state.withLock { $0.operations } }

    func start() {
        for number in 0..<threads {
            Thread { [self] in
                run(number)
                finished.signal()
            }.start()
        }
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        for _ in 0..<threads { finished.wait() }
    }

    private func run(_ number: Int) {
        var steps = Steps(seed: UInt64(number))
        var policies: Set<SessionPolicy> = []
        var failures: [String] = []
        var operations = 0
        while !isStopped.load(ordering: .relaxed) {
            let id = "session-\(number)-\(steps.next(below: 100))"
            do {
                try manager.create(id, operations)
                if !manager.touch(id) { failures.append("\(id) was gone at once") }
                _ = try manager.findOrCreate(id) { -1 }
            } catch {
                failures.append("\(error)")
            }
            policies.insert(manager.policy)
            operations += 3
            // Otherwise, on a machine with few cores, the reloading thread gets little time.
            sched_yield()
        }
        state.withLock {
            $0.failures += failures
            $0.policies.formUnion(policies)
            $0.operations += operations
        }
    }
}

/// A reproducible random number generator (SplitMix64: Steele, Lea and Flood, 2014).
private struct Steps {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
