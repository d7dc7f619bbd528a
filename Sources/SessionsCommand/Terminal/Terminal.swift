#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
import Foundation
import SessionProfiles

/// Where the program's output goes, and how wide that is.
enum Terminal {
    /// Whether the standard output is a terminal.
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether the standard error is a terminal.
    static var isErrorOutput: Bool { isatty(STDERR_FILENO) == 1 }

    /// The time on the wall clock: `19:03:04`.
    static func timeOfDay() -> String {
        var (now, local) = (time(nil), tm())
        localtime_r(&now, &local)
        return [local.tm_hour, local.tm_min, local.tm_sec]
            .map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
    }

    /// Whether the standard error, where progress is shown, is a terminal that moves its cursor.
    static var showsProgress: Bool {
        isErrorOutput && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// The width for tables: the terminal's own, or 100 columns where the output is a file or a pipe.
    static var width: Int { columns ?? 100 }

    /// The terminal's width; `nil` where the output is a file or a pipe.
    static var columns: Int? {
        var size = winsize()
        guard isOutput, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Whether what goes to the standard output is coloured.
    static var outputStyle: TerminalStyle {
        TerminalStyle(isTerminal: isOutput, environment: ProcessInfo.processInfo.environment)
    }

    /// Whether what goes to the standard error is coloured.
    static var errorStyle: TerminalStyle {
        TerminalStyle(
            isTerminal: isErrorOutput,
            environment: ProcessInfo.processInfo.environment
        )
    }

    /// Writes to the standard output. A program whose output can't be written, to a full disk say, has
    /// nothing left to do: it ends with exit code 74.
    static func write(_ text: String) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            note("error: the output can't be written; is the disk full?")
            exit(74)
        }
    }

    /// Writes a line to the standard error.
    static func note(_ text: String) {
        show(text + "\n")
    }

    /// Writes to the standard error. If nobody can be told there, nobody is.
    static func show(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
