#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif
import Foundation
import SessionProfiles

/// The program's output, and properties of the terminal that shows it.
enum Terminal {
    /// Whether standard output is a terminal.
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether standard error is a terminal.
    static var isErrorOutput: Bool { isatty(STDERR_FILENO) == 1 }

    /// Returns the local time of day: `19:03:04`.
    static func timeOfDay() -> String {
        var (now, local) = (time(nil), tm())
        localtime_r(&now, &local)
        return [local.tm_hour, local.tm_min, local.tm_sec]
            .map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
    }

    /// Whether standard error, where progress is shown, is a terminal that can move its cursor.
    static var showsProgress: Bool {
        isErrorOutput && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// The width for tables: the terminal's width, or 100 columns if the output is a file or a pipe.
    static var width: Int { columns ?? 100 }

    /// The terminal's width, or `nil` if the output is a file or a pipe.
    static var columns: Int? {
        var size = winsize()
        guard isOutput, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// The style of standard output: coloured or plain.
    static var outputStyle: TerminalStyle {
        TerminalStyle(isTerminal: isOutput, environment: ProcessInfo.processInfo.environment)
    }

    /// The style of standard error: coloured or plain.
    static var errorStyle: TerminalStyle {
        TerminalStyle(
            isTerminal: isErrorOutput,
            environment: ProcessInfo.processInfo.environment
        )
    }

    /// Writes to standard output.
    ///
    /// If this fails, for example because the disk is full, prints an error and exits with code 74.
    static func write(_ text: String) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            note("error: the output can't be written; is the disk full?")
            exit(74)
        }
    }

    /// Writes a line to standard error.
    static func note(_ text: String) {
        show(text + "\n")
    }

    /// Writes to standard error. A failure is ignored, because there is nowhere left to report it.
    static func show(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
