public import Logging
public import Sessions

/// Writes a line for each lifecycle event to a swift-log logger.
///
/// ```
/// [SESSION] Created: conv-123 (total active: 5)
/// [SESSION] Expired: conv-567 (inactive for 1850s)
/// [SESSION] Cleanup: Removed 3 expired sessions (12 remaining)
/// [SESSION] Manually deleted session: conv-abc
/// [SESSION] Shutdown: Cleanup interval cleared
/// ```
///
/// Ids are shortened or replaced by digests (``IdentifierStyle``), and unprintable characters are escaped in
/// lines and metadata. The metadata repeats the figures of the line and adds more, for searches by field.
///
/// | level | lines |
/// | --- | --- |
/// | `sessionLevel`, `info` by default | created, rotated, timeouts changed, expired, deleted, replaced |
/// | `info` | cleanup, if it removed sessions |
/// | `notice` | policy changed, shutdown |
/// | `warning` | evicted, owner mismatch |
///
/// A line below the logger's level costs one comparison. A slow log handler slows down every operation on
/// sessions: use a handler that buffers.
public struct LoggingObserver<Value: Sendable>: SessionObserver {
    private let logger: Logger
    private let identifiers: IdentifierStyle
    private let sessionLevel: Logger.Level

    /// All kinds that have a line. Updates and accesses have none; the host logs a restore, with the store's name.
    public var interests: Set<SessionEventKind> {
        [
            .created, .rotated, .timeoutsChanged, .expired, .deleted, .cleanup, .policyChanged, .shutdown,
            .mismatch,
        ]
    }

    /// Creates an observer that writes lines to a logger.
    ///
    /// - Parameters:
    ///   - logger: The logger that receives the lines.
    ///   - identifiers: How ids appear in the lines.
    ///   - sessionLevel: The level of lines about the ordinary life of one session.
    public init(
        logger: Logger = Logger(label: "sessions"),
        identifiers: IdentifierStyle = .short,
        sessionLevel: Logger.Level = .info
    ) {
        self.logger = logger
        self.identifiers = identifiers
        self.sessionLevel = sessionLevel
    }

    /// Writes the line of the event.
    public func sessionDid(_ event: SessionEvent<Value>) {
        guard let level = level(of: event), logger.logLevel <= level else { return }
        guard let text = text(for: event) else { return }
        logger.log(level: level, "[SESSION] \(text)", metadata: metadata(for: event))
    }
}

extension LoggingObserver {
    private func level(of event: SessionEvent<Value>) -> Logger.Level? {
        switch event.kind {
        case .created, .rotated, .timeoutsChanged, .expired: sessionLevel
        case .deleted: event.reason?.limit == nil ? sessionLevel : .warning
        case .mismatch: .warning
        case .cleanup: .info
        case .policyChanged, .shutdown: .notice
        default: nil
        }
    }

    private func text(for event: SessionEvent<Value>) -> String? {
        let id = event.id.map { identifiers($0) } ?? ""
        let inactive = "inactive for \(event.idleTime.wholeSeconds)s"
        switch event.kind {
        case .created:
            return "Created: \(id) (total active: \(event.activeCount))"
        case .rotated:
            return "Rotated: \(event.previous.map { identifiers($0.id) } ?? "") is now \(id)"
        case .timeoutsChanged:
            let list = event.timeoutsChange?.differences.joined(separator: ", ") ?? ""
            return "Timeouts changed: \(id) (\(list.isEmpty ? "nothing" : list))"
        case .expired:
            if event.reason == .expired(.lifetime), let age = event.age {
                return "Expired: \(id) (lifetime over after \(age.wholeSeconds)s)"
            }
            return "Expired: \(id) (\(inactive))"
        case .deleted:
            switch event.reason {
            case .replaced: return "Replaced: \(id) (\(inactive))"
            case .evicted(.capacity): return "Evicted: \(id) (too many sessions, \(inactive))"
            case .evicted(.ownerLimit): return "Evicted: \(id) (too many sessions of its owner, \(inactive))"
            default: return "Manually deleted session: \(id)\(event.deletion?.suffix ?? "")"
            }
        case .mismatch:
            return "Owner mismatch: an access to \(id) stated another owner"
        case .cleanup:
            guard let cleanup = event.cleanup, cleanup.removed > 0 else { return nil }
            return "Cleanup: Removed \(cleanup.removed) expired sessions (\(cleanup.remaining) remaining)"
        case .policyChanged:
            guard let change = event.policyChange else { return nil }
            let list = change.differences.joined(separator: ", ")
            let count = change.sessionsPastDeadline
            let (sessions, their) = count == 1 ? ("session", "its") : ("sessions", "their")
            return "Policy changed: \(list.isEmpty ? "nothing" : list) "
                + "(\(count) \(sessions) past \(their) deadline)"
        case .shutdown:
            return "Shutdown: Cleanup interval cleared"
        default:
            return nil
        }
    }

    private func metadata(for event: SessionEvent<Value>) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "session.event": "\(event.kind)",
            "session.cause": "\(event.cause)",
            "sessions.active": "\(event.activeCount)",
        ]
        if let id = event.id, let incarnation = event.incarnation {
            metadata["session.id"] = "\(identifiers(id))"
            metadata["session.incarnation"] = "\(incarnation.rawValue)"
        }
        if let reason = event.reason {
            metadata["session.reason"] = "\(reason)"
            metadata["session.idle_ms"] = "\(event.idleTime.clampedMilliseconds)"
        }
        if let reason = event.deletion?.reason { metadata["session.deletion_reason"] = "\(reason)" }
        if let by = event.deletion?.by { metadata["session.deleted_by"] = "\(by.printable)" }
        if event.reason != nil, let age = event.age {
            metadata["session.age_ms"] = "\(age.clampedMilliseconds)"
        }
        if let lag = event.expiryLag {
            metadata["session.expiry_lag_ms"] = "\(lag.clampedMilliseconds)"
        }
        if let cleanup = event.cleanup {
            metadata["cleanup.removed"] = "\(cleanup.removed)"
            metadata["cleanup.remaining"] = "\(cleanup.remaining)"
            metadata["cleanup.lateness_ms"] = "\(cleanup.lateness.clampedMilliseconds)"
        }
        if let change = event.policyChange {
            metadata["policy.sessions_past_deadline"] = "\(change.sessionsPastDeadline)"
        }
        return metadata
    }
}

extension DeletionDetails {
    /// The end of a deletion's line, such as ` (signedOut by alice)`.
    fileprivate var suffix: String {
        let parts = [reason?.description, by.map { "by \($0.printable)" }].compactMap { $0 }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: " ")))"
    }
}
