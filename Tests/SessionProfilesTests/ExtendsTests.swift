import Sessions
import Testing

@testable import SessionProfiles

@Suite struct ExtendsTests {
    @Test func theNearestProfileWins() throws {
        let profile = try load([
            "a": "extends: b\ntimeout: 1m\n",
            "b": "extends: c\ntimeout: 2m\nlifetime: 2h\n",
            "c": "timeout: 3m\nlifetime: 3h\ncleanup-interval: 30s\n",
        ])
        #expect(
            profile.policy
                == SessionPolicy(idleTimeout: .minutes(1), lifetime: .hours(2), cleanupInterval: .seconds(30))
        )
    }

    @Test func aCircularExtendsIsReported() throws {
        let (problems, path) = try problems(["a": "extends: b\n", "b": "extends: c\n", "c": "\nextends: b\n"])
        #expect(problems.map(\.code) == [.extendsCycle])
        #expect(problems.map(\.file) == ["\(path)/c.yaml"])
        #expect(problems.map(\.line) == [2])
        #expect(problems.map(\.column) == [10])
        #expect(
            problems.map(\.help) == [
                "remove `extends:` from one of \(path)/b.yaml → \(path)/c.yaml → \(path)/b.yaml"
            ]
        )
    }

    @Test func aProfileThatExtendsItselfFindsNothing() throws {
        let (problems, _) = try problems(["a": "extends: a\n"])
        #expect(problems.map(\.code) == [.parentNotFound])
    }

    @Test func twoThatExtendEachOtherUnderAShippedNameAreACircle() throws {
        // The `production` that `a` extends is the one in the directory, not the shipped one.
        let (problems, _) = try problems(["a": "extends: production\n", "production": "extends: a\n"])
        #expect(problems.map(\.code) == [.extendsCycle])
    }

    @Test func aMissingParentIsNamedWhereItIsAskedFor() throws {
        let (problems, path) = try problems(["a": "extends: b\n", "b": "timeout: 1m\nextends: productoin\n"])
        #expect(problems.map(\.code) == [.parentNotFound])
        #expect(problems.map(\.place.description) == ["\(path)/b.yaml:2:10"])
        #expect(problems.map(\.help) == ["did you mean `production`?"])
    }

    @Test func problemsOfAllProfilesAreListedTogether() throws {
        let (problems, path) = try problems(["a": "extends: b\ntimeout: x\n", "b": "lifetime: y\n"])
        #expect(
            problems.map(\.place.description) == ["\(path)/a.yaml:2:10", "\(path)/b.yaml:1:11"]
        )
    }

    @Test func aChainMayHaveSixteenAncestors() throws {
        func chain(_ length: Int) -> [String: String] {
            var files = ["a": "extends: p1\n"]
            for number in 1..<length { files["p\(number)"] = "extends: p\(number + 1)\n" }
            files["p\(length)"] = "timeout: 7m\n"
            return files
        }
        #expect(try load(chain(16)).policy.idleTimeout == .minutes(7))
        let (problems, path) = try problems(chain(17))
        #expect(problems.map(\.code) == [.extendsTooLong])
        #expect(problems.map(\.place.description) == ["\(path)/p16.yaml:1:10"])
    }

    private func load(_ files: [String: String]) throws -> SessionProfile {
        let directory = try directory(files)
        return try SessionProfile.load(.named("a"), directory: directory.path, environment: [:])
    }

    private func problems(_ files: [String: String]) throws -> ([Diagnostic], path: String) {
        let directory = try directory(files)
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try SessionProfile.load(.named("a"), directory: directory.path, environment: [:])
            }
        )
        return (error.diagnostics.filter { $0.severity == .error }, directory.path)
    }

    private func directory(_ files: [String: String]) throws -> TemporaryDirectory {
        try TemporaryDirectory(Dictionary(uniqueKeysWithValues: files.map { ("\($0).yaml", $1) }))
    }
}
