#if CommandLine && SQLite
    import ArgumentParser
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// The file that the commands work on, and how its errors become messages and exit codes.
    enum StoreFile {
        /// Opens the file for reading.
        static func inspect(_ path: String) throws -> SQLiteStoreInspection {
            try reporting { try SQLiteStoreInspection(path: path) }
        }

        /// The result of `body`; an error of the store is written out and becomes an exit code.
        static func reporting<R>(_ body: () throws -> R) throws -> R {
            do {
                return try body()
            } catch let error as SessionStoreError {
                throw report(error)
            }
        }

        /// Writes the error out; returns the exit code for it.
        static func report(_ error: SessionStoreError) -> ExitCode {
            Terminal.note("error: \(error.message)")
            switch error.code {
            case .inUse, .busy: return ExitStatus.temporaryFailure
            case .unreachable, .inputOutput: return ExitStatus.noInput
            case .readOnly, .full: return ExitStatus.cannotCreate
            case .invalidConfiguration, .notCodable: return ExitStatus.configuration
            default: return ExitStatus.badData
            }
        }

        /// The time now, by the wall clock.
        static var now: WallTime { SystemClock().wallTime }
    }

    extension WallTime {
        /// How long ago this was at `now`; zero for what lies ahead.
        func age(at now: WallTime) -> Duration {
            let (age, overflow) = now.nanosecondsSinceEpoch.subtractingReportingOverflow(
                nanosecondsSinceEpoch
            )
            return overflow || age < 0 ? .zero : .nanoseconds(age)
        }
    }

    extension Encodable {
        /// As a line of JSON, its keys in snake case, as the HTTP API has them, and in alphabetical order.
        func jsonLine() throws -> String {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
#endif
