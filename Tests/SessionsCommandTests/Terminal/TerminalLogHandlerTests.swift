import Logging
import SessionProfiles
import Sessions
import Testing

@testable import SessionsCommand

struct TerminalLogHandlerTests {
    private func lines(_ style: TerminalStyle, _ body: (Logger) -> Void) -> [String] {
        let lines = Locked<[String]>([])
        body(
            Logger(label: "test") { _ in
                TerminalLogHandler(
                    style: style,
                    time: { "19:03:04" },
                    write: { line in lines.withLock { $0.append(line) } }
                )
            }
        )
        return lines.withLock { $0 }
    }

    @Test func aLineIsTheTimeAndTheMessage() {
        let lines = lines(.plain) { logger in
            logger.info("[SESSION] Created: a", metadata: ["session.id": "a"])
            logger.debug("left out by the level")
            logger.warning("slow", metadata: ["took": "3s", "from": "x"])
            logger.error("broken")
        }
        #expect(
            lines == [
                "19:03:04 [SESSION] Created: a", "19:03:04 warning: slow from=x took=3s",
                "19:03:04 error: broken",
            ]
        )
    }

    @Test func levelsHaveColours() {
        let lines = lines(.colored) { logger in
            logger.notice("fine")
            logger.warning("slow")
        }
        #expect(
            lines == [
                "\u{1B}[2m19:03:04\u{1B}[0m fine",
                "\u{1B}[2m19:03:04\u{1B}[0m \u{1B}[1;33mwarning: \u{1B}[0mslow",
            ]
        )
    }

    @Test func theSettingsAreLeftOut() {
        let lines = lines(.plain) { logger in
            logger.info("[SESSION] Setting timeout = 1m (x.yaml:1:1)", metadata: ["setting": "timeout"])
            logger.notice("[SESSION] Profile x", metadata: ["profile": "x"])
        }
        #expect(lines == ["19:03:04 [SESSION] Profile x"])
    }
}
