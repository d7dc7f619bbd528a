import Foundation

/// Whether the tests run at full size: `make soak`.
enum Soak {
    static let isOn = ProcessInfo.processInfo.environment["SESSIONS_SOAK"] != nil
}
