import Testing

@testable import SessionProfiles

/// An invalid text and the diagnostics that it must give.
struct BrokenProfile: Sendable, CustomTestStringConvertible {
    var name: String
    var text: [UInt8]
    /// Each diagnostic as `S0201 1:1`, with a `w` before a warning, and without a place if it is about the whole file.
    var expected: [String]

    init(_ name: String, _ text: String, _ expected: String...) {
        self.init(name, bytes: Array(text.utf8), expected)
    }

    init(_ name: String, bytes: [UInt8], _ expected: [String]) {
        self.name = name
        text = bytes
        self.expected = expected
    }

    var testDescription: String { name }
}

extension BrokenProfile {
    static let all = written + generated

    /// The profiles that are too long to write down or that a string literal can't have.
    static let generated = [
        BrokenProfile(
            "not UTF-8",
            bytes: Array("timeout: 30m\ndescription: caf".utf8) + [0xE9, 0x0A],
            ["S0002 2:17"]
        ),
        BrokenProfile("overlong UTF-8", bytes: Array("# ".utf8) + [0xC0, 0xAF, 0x0A], ["S0002 1:3"]),
        BrokenProfile("UTF-8 cut off", bytes: Array("# é".utf8.dropLast()), ["S0002 1:3"]),
        BrokenProfile("UTF-16", bytes: [0xFF, 0xFE, 0x74, 0x00], ["S0002 1:1"]),
        BrokenProfile("as deep as allowed", nested(32), "S0201 1:2"),
        BrokenProfile("too deep", nested(33), "S0009 1:129"),
        BrokenProfile("lists too deep", "a: " + String(repeating: "[", count: 100_000), "S0009 1:35"),
        BrokenProfile(
            "value too long",
            "description: " + String(repeating: "x", count: 65_537),
            "S0010 1:14"
        ),
        BrokenProfile("key too long", String(repeating: "x", count: 1025) + ": 1\n", "S0001 1:1026"),
        BrokenProfile(
            "quoted key too long",
            "? \"" + String(repeating: "x", count: 65_537) + "\"\n",
            "S0010 1:3"
        ),
        BrokenProfile(
            "description too long",
            "description: " + String(repeating: "x", count: 1001),
            "S0208 1:14"
        ),
        BrokenProfile("too large", String(repeating: "# comment\n", count: 104_858), "S0011"),
        BrokenProfile("too many events", "a:\n" + String(repeating: "- b\n", count: 20_000), "S0012 19997:3"),
    ]

    /// Returns nested mappings such as `{a: {a: {a: 1}}}`, this many levels deep.
    private static func nested(_ depth: Int) -> String {
        String(repeating: "{a: ", count: depth) + "1" + String(repeating: "}", count: depth)
    }
}

@Suite struct BrokenProfilesTests {
    @Test(arguments: BrokenProfile.all) func itsProblemsHaveTheirPlaces(_ profile: BrokenProfile) {
        #expect(Self.problems(of: profile.text) == profile.expected)
    }

    @Test func namesAreUnique() {
        #expect(Set(BrokenProfile.all.map(\.name)).count == BrokenProfile.all.count)
        #expect(BrokenProfile.all.count >= 60)
    }

    /// A file of the maximum size with 9,000 problems on one line. Diagnostics that aren't listed must not be built,
    /// because each would read a line of half a megabyte.
    @Test func problemsBeyondTheLimitAreCounted() throws {
        let text =
            "{" + String(repeating: "timeout: \(String(repeating: "9", count: 100))h, ", count: 9_000) + "}"
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try ProfileLoader(environment: [:]).load(yaml: text, name: "x.yaml")
            }
        )
        #expect(error.diagnostics.count == 100)
        // All but the first are duplicates, and the first isn't a duration.
        #expect(error.diagnostics.count + error.omitted == 9_000)
        #expect(DiagnosticReport(error).summary == "100 errors, 8900 more not shown")
    }

    @Test func anErrorIsListedEvenAfterAHundredWarnings() throws {
        let environment = Dictionary(uniqueKeysWithValues: (0..<200).map { ("SESSION_TIMEOU\($0)", "1") })
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try ProfileLoader(environment: environment).load(yaml: "lifetime: 1h\ntimeout: 2h", name: "x")
            }
        )
        #expect(error.diagnostics.first?.code.name == "S0103")
        #expect(error.omitted == 0)
    }

    /// Returns the diagnostics of a complete load, in the notation of the table.
    static func problems(of text: [UInt8]) -> [String] {
        let loader = ProfileLoader(environment: [:], settings: ExampleSettings.table)
        let found: [Diagnostic]
        do {
            found = try loader.load(bytes: text, name: "broken.yaml").warnings
        } catch {
            found = error.diagnostics
        }
        return found.map { diagnostic in
            let place = diagnostic.place.range.map { " \($0.line):\($0.column)" } ?? ""
            return (diagnostic.severity == .warning ? "w" : "") + diagnostic.code.name + place
        }
    }
}
