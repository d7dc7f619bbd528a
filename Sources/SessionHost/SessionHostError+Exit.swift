import Foundation
import SessionPersistence
import SessionProfiles

extension SessionHostError {
    /// Ends a program that can't go on: prints the error to the standard error and exits.
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
    /// The exit code is 78 (`EX_CONFIG`) for a `ProfileError` and a `SessionHostError`, so that a supervisor
    /// knows that a restart doesn't help; 75 (`EX_TEMPFAIL`) where another process uses the store; 1 for any other
    /// error.
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
        // Where the standard error is closed, the exit code has to do.
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
        Foundation.exit(code)
    }

    private var isTemporary: Bool {
        guard let error = underlyingError as? SessionStoreError else { return false }
        return [.inUse, .busy].contains(error.code)
    }
}
