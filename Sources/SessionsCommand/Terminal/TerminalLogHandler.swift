import Foundation
import Logging
import SessionProfiles
import Sessions

/// A log handler for people at a terminal. It prints the time of day, the message in the colour of its level,
/// and the metadata of warnings and errors.
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

    /// Makes the program's log handler: this one on a terminal, and otherwise swift-log's own, which prints
    /// everything.
    static func forStandardError(label: String) -> any LogHandler {
        Terminal.isErrorOutput
            ? TerminalLogHandler(style: Terminal.errorStyle) : StreamLogHandler.standardError(label: label)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        // Users at a terminal can run `sessions profile show` to see the settings.
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
