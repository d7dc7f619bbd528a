import Foundation

/// A line on the terminal that shows the current step and is replaced by the next one.
///
/// It is not shown if standard error is not a terminal, so that logs stay short.
struct ProgressLine {
    private let isShown = isatty(STDERR_FILENO) == 1

    func show(_ text: String) {
        if isShown { write("\r\u{1B}[K" + text) }
    }

    func clear() {
        if isShown { write("\r\u{1B}[K") }
    }

    /// Writes a line that is not replaced.
    func note(_ text: String) { write(text + "\n") }

    private func write(_ text: String) {
        // If standard error is closed, progress can't be shown anywhere.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
