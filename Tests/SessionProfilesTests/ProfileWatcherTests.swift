import Foundation
import Sessions
import Synchronization
import Testing

@testable import SessionProfiles

@Suite struct ProfileWatcherTests {
    @Test func aChangeAppliesOnceItIsStable() async throws {
        let scene = try Scene("timeout: 20m\n")
        try scene.write("timeout: 10m\n")
        #expect(await scene.watcher.look() == nil)
        #expect(scene.policies.isEmpty)
        let reload = try #require(await scene.watcher.look())
        #expect(scene.policies.map(\.idleTimeout) == [.minutes(10)])
        #expect(reload.changes.map(\.setting.key) == ["timeout"])
        #expect(
            reload.message
                == "profile test reloaded: timeout 20m → 10m; 7 sessions moved past their deadline"
        )
        #expect(await scene.watcher.profile.policy.idleTimeout == .minutes(10))
        #expect(await scene.watcher.look() == nil)
        #expect(scene.reports.count == 1)
        #expect(await scene.watcher.status.applied == 1)
    }

    @Test func aFileThatIsBeingWrittenIsNotApplied() async throws {
        let scene = try Scene("timeout: 20m\nlifetime: 1h\n")
        // The half-written file is valid, but it has no lifetime.
        try scene.write("timeout: 10m\n")
        #expect(await scene.watcher.look() == nil)
        try scene.write("timeout: 10m\nlifetime: 2h\n")
        #expect(await scene.watcher.look() == nil)
        #expect(await scene.watcher.look() != nil)
        #expect(scene.policies.map(\.lifetime) == [.hours(2)])
    }

    @Test func anInvalidChangeChangesNothingAndIsReportedOnce() async throws {
        let scene = try Scene("timeout: 20m\n")
        try scene.write("timeout: 10m\nlifetime: x\n")
        for _ in 0..<5 { await scene.watcher.look() }
        #expect(scene.policies.isEmpty)
        #expect(scene.reports.count == 1)
        let status = await scene.watcher.status
        #expect(status.refused == 1)
        #expect(status.problem?.isProblem == true)
        #expect(
            status.problem?.message.contains("test.yaml:2:11: error[S0203]: `x` is not a duration") == true
        )
        #expect(await scene.watcher.profile.policy.idleTimeout == .minutes(20))

        try scene.write("timeout: 20m\n")
        for _ in 0..<2 { await scene.watcher.look() }
        #expect(await scene.watcher.status.problem == nil)
        #expect(scene.policies.isEmpty)
    }

    @Test func aChangedCommentChangesNothing() async throws {
        let scene = try Scene("timeout: 20m\n")
        try scene.write("timeout: 20m # still\n")
        await scene.watcher.look()
        let reload = try #require(await scene.watcher.look())
        guard case .unchanged = reload.outcome else {
            Issue.record("expected no change, found \(reload.message)")
            return
        }
        #expect(scene.policies.isEmpty)
    }

    @Test func reloadAppliesAChangeAtOnce() async throws {
        let scene = try Scene("timeout: 20m\n")
        try scene.write("timeout: 10m\n")
        #expect(await scene.watcher.reload().message.contains("timeout 20m → 10m"))
        #expect(scene.policies.map(\.idleTimeout) == [.minutes(10)])
        #expect(await scene.watcher.look() == nil)
        #expect(await scene.watcher.reload().message == "profile test reloaded: nothing changed")
    }

    @Test func previewReturnsTheNewProfileAndAppliesNothing() async throws {
        let scene = try Scene("timeout: 20m\n")
        try scene.write("timeout: 10m\n")
        #expect(try await scene.watcher.preview().policy.idleTimeout == .minutes(10))
        #expect(await scene.watcher.profile.policy.idleTimeout == .minutes(20))
        #expect(scene.policies.isEmpty && scene.reports.isEmpty)
        try scene.write("timeout: x\n")
        await #expect(throws: ProfileError.self) { try await scene.watcher.preview() }
    }

    @Test func theEnvironmentKeepsWinning() async throws {
        let scene = try Scene("timeout: 20m\n", environment: ["SESSION_TIMEOUT": "45m"])
        try scene.write("timeout: 10m\nlifetime: 1h\n")
        await scene.watcher.reload()
        #expect(scene.policies.map(\.idleTimeout) == [.minutes(45)])
        #expect(scene.policies.map(\.lifetime) == [.hours(1)])
    }

    @Test func settingsThatNeedARestartWaitForIt() async throws {
        let scene = try Scene("timeout: 20m\n", settings: ExampleSettings.table)
        try scene.write("timeout: 20m\nobservers: {logging: {identifiers: digest}}\n")
        let reload = await scene.watcher.reload()
        #expect(scene.policies.isEmpty)
        #expect(
            reload.message.contains("observers.logging.identifiers short → digest at the next restart")
        )
        #expect(await scene.watcher.status.waitingForRestart == ["observers.logging.identifiers"])
        try scene.write("timeout: 20m\n")
        await scene.watcher.reload()
        #expect(await scene.watcher.status.waitingForRestart.isEmpty)
    }

    @Test func aFailedChangeKeepsTheOldProfile() async throws {
        let directory = try TemporaryDirectory(["test.yaml": "timeout: 20m\n"])
        let watcher = try ProfileWatcher(
            .file("\(directory.path)/test.yaml"),
            loader: ProfileLoader(environment: [:])
        ) { _ in throw Refusal() }
        try directory.write("timeout: 10m\n", to: "test.yaml")
        let reload = await watcher.reload()
        #expect(reload.message == "profile test not reloaded, the previous values stay in use: refused")
        #expect(await watcher.profile.policy.idleTimeout == .minutes(20))
        #expect(await watcher.status.problem != nil)
    }

    @Test func aChangeOfAParentProfileApplies() async throws {
        let scene = try Scene("extends: base\n", others: ["base.yaml": "timeout: 20m\n"])
        try scene.directory.write("timeout: 10m\n", to: "base.yaml")
        await scene.watcher.look()
        #expect(await scene.watcher.look() != nil)
        #expect(scene.policies.map(\.idleTimeout) == [.minutes(10)])
    }

    @Test func aRemovedFileIsNotReplacedByTheShippedProfile() async throws {
        let directory = try TemporaryDirectory(["production.yaml": "timeout: 20m\n"])
        let watcher = try ProfileWatcher(
            .named("production"),
            loader: ProfileLoader(directory: directory.path, environment: [:])
        ) { _ in 0 }
        try FileManager.default.removeItem(atPath: "\(directory.path)/production.yaml")
        #expect(await watcher.reload().isProblem)
        await #expect(throws: ProfileError.self) { try await watcher.preview() }
        #expect(await watcher.profile.policy.idleTimeout == .minutes(20))
        try directory.write("timeout: 10m\n", to: "production.yaml")
        #expect(await !watcher.reload().isProblem)
        #expect(await watcher.profile.policy.idleTimeout == .minutes(10))
    }

    @Test(arguments: [["production.yaml": "timeout: 20m\n"], ["chat.yaml": "timeout: 20m\n"]])
    func aDirectoryThatIsGoneChangesNothingAndIsReported(_ files: [String: String]) async throws {
        let directory = try TemporaryDirectory(files)
        let reports = AppendOnly<ProfileReload>()
        let watcher = try ProfileWatcher(
            .named("production"),
            loader: ProfileLoader(directory: directory.path, environment: [:]),
            report: { reports.append($0) },
            apply: { _ in
                Issue.record("nothing is to be applied")
                return 0
            }
        )
        let timeout = await watcher.profile.policy.idleTimeout
        try FileManager.default.removeItem(atPath: directory.path)
        for _ in 0..<4 { await watcher.look() }
        #expect(reports.all.count == 1)
        #expect(await watcher.reload().isProblem)
        let message = await watcher.status.problem?.message
        #expect(
            message?.contains("the directory of profiles can't be read: there is no such directory") == true
        )
        await #expect(throws: ProfileError.self) { try await watcher.preview() }
        #expect(await watcher.profile.policy.idleTimeout == timeout)
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        for (name, text) in files { try directory.write(text, to: name) }
        for _ in 0..<2 { await watcher.look() }
        #expect(await watcher.status.problem == nil)
        #expect(await watcher.profile.policy.idleTimeout == timeout)
    }

    @Test func aSwappedSymbolicLinkApplies() async throws {
        let directory = try TemporaryDirectory()
        let files = KubernetesVolume(directory.path)
        try files.publish("timeout: 20m\n")
        let policies = Mutex<[SessionPolicy]>([])
        let watcher = try ProfileWatcher(
            .file(files.path),
            loader: ProfileLoader(environment: [:])
        ) { profile in
            policies.withLock { $0.append(profile.policy) }
            return 0
        }
        try files.publish("timeout: 10m\n")
        await watcher.look()
        await watcher.look()
        #expect(policies.withLock { $0.map(\.idleTimeout) } == [.minutes(10)])
    }

    @Test func runChecksUntilItIsCancelled() async throws {
        let (reloads, continuation) = AsyncStream<ProfileReload>.makeStream()
        let directory = try TemporaryDirectory(["test.yaml": "timeout: 20m\n"])
        let watcher = try ProfileWatcher(
            .file("\(directory.path)/test.yaml"),
            loader: ProfileLoader(environment: [:]),
            report: { continuation.yield($0) }
        ) { _ in 0 }
        let task = Task { try await watcher.run(every: .milliseconds(1)) }
        try directory.write("timeout: 10m\n", to: "test.yaml")
        var iterator = reloads.makeAsyncIterator()
        #expect(await iterator.next()?.changes.map(\.new) == ["10m"])
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    private struct Refusal: Error, CustomStringConvertible {
        let description = "refused"
    }
}

/// A profile in its own directory, with a watcher that only records the profiles that it applies.
private final class Scene: Sendable {
    let directory: TemporaryDirectory
    let watcher: ProfileWatcher
    private let applied = AppendOnly<SessionPolicy>()
    private let reported = AppendOnly<ProfileReload>()

    init(
        _ text: String,
        others: [String: String] = [:],
        environment: [String: String] = [:],
        settings: SettingTable = .engine
    ) throws {
        directory = try TemporaryDirectory(others.merging(["test.yaml": text]) { _, new in new })
        watcher = try ProfileWatcher(
            .file("\(directory.path)/test.yaml"),
            loader: ProfileLoader(environment: environment, settings: settings),
            report: { [reported] in reported.append($0) },
            apply: { [applied] in
                applied.append($0.policy)
                return 7
            }
        )
    }

    var policies: [SessionPolicy] { applied.all }
    var reports: [ProfileReload] { reported.all }

    func write(_ text: String) throws {
        try directory.write(text, to: "test.yaml")
    }
}

private final class AppendOnly<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    func append(_ element: Element) { elements.withLock { $0.append(element) } }

    var all: [Element] { elements.withLock { $0 } }
}
