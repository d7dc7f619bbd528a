import Foundation
import Logging
import SessionProfiles
import Sessions

/// A log for people at a terminal: the time of day, the message in the colour of its level, and metadata where
/// something is wrong.
struct TerminalLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    private let style: TerminalStyle
    private let time: @Sendable () -> String
    private let write: @Sendable (String) -> Void

    init(
        style: TerminalStyle,
        time: @escaping @Sendable () -> String = Terminal.timeOfDay,
        write: @escaping @Sendable (String) -> Void = Terminal.note
    ) {
        self.style = style
        self.time = time
        self.write = write
    }

    /// The log of the program: this one on a terminal, and elsewhere swift-log's own, which has everything.
    static func forStandardError(label: String) -> any LogHandler {
        Terminal.isErrorOutput
            ? TerminalLogHandler(style: Terminal.errorStyle) : StreamLogHandler.standardError(label: label)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        // Who sits at a terminal has `sessions profile show` for them.
        if event.level < .notice, event.metadata?["setting"] != nil { return }
        var line = style.paint(time(), .dim) + " "
        switch event.level {
        case .trace, .debug: line += style.paint("\(event.message)", .dim)
        case .info, .notice: line += "\(event.message)"
        case .warning: line += style.paint("warning: ", .boldYellow) + "\(event.message)"
        case .error, .critical: line += style.paint("error: ", .boldRed) + "\(event.message)"
        }
        if event.level >= .warning {
            let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) {
                $1
            }
            let text = all.sorted { $0.key < $1.key }.map { " \($0)=\($1)" }.joined()
            line += style.paint(text, .dim)
        }
        write(line)
    }
}
