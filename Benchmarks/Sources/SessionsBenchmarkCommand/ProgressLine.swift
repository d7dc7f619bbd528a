import Foundation

/// A line on a terminal that says what is measured, and is replaced by the next.
///
/// Nothing is shown where the standard error is not a terminal, so that logs stay short.
struct ProgressLine {
    private let isShown = isatty(STDERR_FILENO) == 1

    func show(_ text: String) {
        if isShown { write("\r\u{1B}[K" + text) }
    }

    func clear() {
        if isShown { write("\r\u{1B}[K") }
    }

    /// Writes a line that stays.
    func note(_ text: String) { write(text + "\n") }

    private func write(_ text: String) {
        // Without a standard error there is nobody to tell.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
