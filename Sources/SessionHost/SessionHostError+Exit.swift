import Foundation
import SessionPersistence
import SessionProfiles

extension SessionHostError {
    /// Prints the error to standard error and exits, for a program that can't continue.
    ///
    /// ```swift
    /// do {
    ///     let host = try await SessionHost<Conversation>(profile: "production")
    ///     try await host.run()
    /// } catch {
    ///     SessionHostError.exit(with: error)
    /// }
    /// ```
    ///
    /// The exit code tells a supervisor whether a restart may help:
    /// - 78 (`EX_CONFIG`) for a `ProfileError` or a `SessionHostError`: a restart doesn't help.
    /// - 75 (`EX_TEMPFAIL`) if another process uses the store: try again later.
    /// - 1 for any other error.
    public static func exit(with error: any Error) -> Never {
        let text: String
        let code: Int32
        switch error {
        case let error as ProfileError:
            let style = TerminalStyle(
                isTerminal: isatty(STDERR_FILENO) == 1,
                environment: ProfileLoader.processEnvironment
            )
            text = DiagnosticReport(error).rendered(as: .human, style: style)
            code = 78
        case let error as SessionHostError:
            text = "error: \(error)"
            code = error.isTemporary ? 75 : 78
        default:
            text = "error: \(error)"
            code = 1
        }
        // If standard error is closed, the exit code is all that remains.
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
        Foundation.exit(code)
    }

    private var isTemporary: Bool {
        guard let error = underlyingError as? SessionStoreError else { return false }
        return [.inUse, .busy].contains(error.code)
    }
}
