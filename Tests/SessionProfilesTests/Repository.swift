import Foundation
import Testing

/// The files of this repository that tests compare with generated text.
enum Repository {
    /// Returns the path of a file in the repository.
    static func path(_ file: String) throws -> String {
        let tests = #filePath.components(separatedBy: "/Tests/SessionProfilesTests/")
        try #require(tests.count == 2)
        return "\(tests[0])/\(file)"
    }

    /// Expects a file to have the given text, or writes the file if `SESSIONS_WRITE_GENERATED_FILES` is set in the
    /// environment.
    static func expect(_ file: String, toBe text: String) throws {
        let path = try path(file)
        if ProcessInfo.processInfo.environment["SESSIONS_WRITE_GENERATED_FILES"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let found = try String(contentsOfFile: path, encoding: .utf8)
        #expect(
            found == text,
            "\(file) is out of date: run the tests once with SESSIONS_WRITE_GENERATED_FILES=1, and commit it"
        )
    }
}
