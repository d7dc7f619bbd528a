import SessionHost
import SessionPersistence
import SessionProfiles
import Sessions
import Testing

/// How a program exits when it can't start.
@Suite struct ExitTests {
    @Test func aBadProfileIsExplainedAndEndsWith78() async throws {
        let result = await #expect(
            processExitsWith: .exitCode(78),
            observing: [\.standardErrorContent]
        ) {
            do {
                _ = try await SessionHost<String>(
                    profile: "production",
                    options: .quiet(environment: ["SESSION_TIMEOUT": "abc"])
                )
            } catch {
                SessionHostError.exit(with: error)
            }
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("error[S0203]: `abc` is not a duration"))
        #expect(text.contains("--> env SESSION_TIMEOUT") && text.contains("= help: "))
    }

    @Test func anErrorOfTheHostPrintsItsMessageAndEndsWith78() async throws {
        let result = await #expect(
            processExitsWith: .exitCode(78),
            observing: [\.standardErrorContent]
        ) {
            do {
                _ = try await SessionHost<String>(
                    values: ["persistence.backend": "sqlite", "persistence.path": "/nowhere/s.db"],
                    options: .quiet()
                )
            } catch {
                SessionHostError.exit(with: error)
            }
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.hasPrefix("error: persistence.backend is `sqlite`, but the program registered no store"))
        #expect(text.contains("add its factory to SessionHostOptions.stores"))
    }

    @Test func aStoreInUseEndsWith75AndAnotherErrorWith1() async {
        await #expect(processExitsWith: .exitCode(75)) {
            var options = SessionHostOptions<String>.quiet()
            options.stores = [
                SessionStoreFactory("taken", coding: { try .json() }) { _ in
                    throw SessionStoreError(.inUse, "another process has it")
                }
            ]
            do {
                _ = try await SessionHost(values: ["persistence.backend": "taken"], options: options)
            } catch {
                SessionHostError.exit(with: error)
            }
        }
        await #expect(processExitsWith: .exitCode(1)) {
            SessionHostError.exit(with: CancellationError())
        }
    }
}
