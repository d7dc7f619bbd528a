#if HTTP
    import Hummingbird
    package import Sessions

    extension ProblemDetails {
        /// The answer to a request that is refused because of a limit or a shutdown of the manager, or because its
        /// session is in use or has ended; `nil` for other errors.
        ///
        /// The details name no setting, because the users of an application read them.
        package static func unavailable(_ error: SessionError) -> ProblemDetails? {
            switch error.code {
            case .capacityReached:
                kind(
                    "capacity-reached",
                    .serviceUnavailable,
                    "Too many sessions",
                    "the server has reached its limit of sessions; try again later",
                    headers: [.retryAfter: retryAfter(error)]
                )
            case .byteLimitReached:
                kind(
                    "byte-limit-reached",
                    .serviceUnavailable,
                    "The values of all sessions are too large",
                    "the values of all sessions have reached their memory limit; try again later",
                    headers: [.retryAfter: retryAfter(error)]
                )
            case .valueTooLarge:
                valueTooLarge("the value takes up more memory than the limit allows; send a smaller value")
            case .ownerLimitReached:
                kind(
                    "owner-limit-reached",
                    .tooManyRequests,
                    "Too many sessions of this owner",
                    "the owner has reached the limit of sessions; end one of them or try again later",
                    headers: [.retryAfter: retryAfter(error)]
                )
            case .createRateExceeded:
                kind(
                    "create-rate-exceeded",
                    .tooManyRequests,
                    "Too many new sessions of this owner",
                    "wait for the number of seconds in the Retry-After header",
                    headers: [.retryAfter: retryAfter(error)]
                )
            case .sessionBusy:
                kind(
                    "session-busy",
                    .conflict,
                    "Session in use",
                    "another request is working on the session; try again later",
                    headers: [.retryAfter: retryAfter(error)]
                )
            case .sessionEnded: error.endReason.map { sessionEnded($0, error.deletion) }
            case .shutDown: stopping
            default: nil
            }
        }

        /// The answer to a value that is too large.
        package static func valueTooLarge(_ detail: String) -> ProblemDetails {
            kind("value-too-large", .contentTooLarge, "The value is too large", detail)
        }

        /// The answer to a change for a version that is not the session's current one.
        package static func sessionChanged(_ present: SessionVersion) -> ProblemDetails {
            kind(
                "version-mismatch",
                .preconditionFailed,
                "The session has changed",
                "another request changed the session first, so this one changed nothing; read it again and repeat the "
                    + "change",
                members: ["version": .string(present.description)]
            )
        }

        /// The answer while the server shuts down.
        package static let stopping = kind(
            "shutting-down",
            .serviceUnavailable,
            "The server is shutting down",
            "try another server, or this one again later",
            headers: [.retryAfter: "5"]
        )

        /// Returns the seconds after which a request can succeed, rounded up; 10 if the manager doesn't know.
        private static func retryAfter(_ error: SessionError) -> String {
            guard let wait = error.retryAfter else { return "10" }
            return String(Int(max(1, (wait / .seconds(1)).rounded(.up))))
        }
    }
#endif
