#if CommandLine && SQLite
    import ArgumentParser
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// Opens the file that the commands work on, and turns its errors into messages and exit codes.
    enum StoreFile {
        /// Opens the file for reading.
        static func inspect(_ path: String) throws -> SQLiteStoreInspection {
            try reporting { try SQLiteStoreInspection(path: path) }
        }

        /// Runs `body`. If it throws a store's error, prints the error and throws an exit code.
        static func reporting<R>(_ body: () throws -> R) throws -> R {
            do {
                return try body()
            } catch let error as SessionStoreError {
                throw report(error)
            }
        }

        /// Prints the error and returns the exit code for it.
        static func report(_ error: SessionStoreError) -> ExitCode {
            Terminal.note("error: \(error.description)")
            switch error.code {
            case .inUse, .busy: return ExitStatus.temporaryFailure
            case .unreachable, .inputOutput: return ExitStatus.noInput
            case .readOnly, .full: return ExitStatus.cannotCreate
            case .invalidConfiguration, .notCodable: return ExitStatus.configuration
            default: return ExitStatus.badData
            }
        }

        /// The current wall-clock time.
        static var now: WallTime { SystemClock().wallTime }
    }

    extension WallTime {
        /// Returns how long before `now` this was; zero for a later time.
        func age(at now: WallTime) -> Duration {
            let (age, overflow) = now.nanosecondsSinceEpoch.subtractingReportingOverflow(
                nanosecondsSinceEpoch
            )
            return overflow || age < 0 ? .zero : .nanoseconds(age)
        }
    }

    extension Encodable {
        /// Returns a line of JSON with sorted keys in snake case, like those of the HTTP API.
        func jsonLine() throws -> String {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
#endif
