#if HTTP
    package import Hummingbird
    package import Sessions

    extension ProblemDetails {
        /// The answer to a request with a cookie whose session has ended, if the manager remembers why.
        static func sessionEnded(_ end: SessionEnd) -> ProblemDetails {
            sessionEnded(end, .unauthorized, detail: "\(end.explanation); sign in again")
        }

        /// The answer to a request with a header whose session has ended, if the manager remembers why.
        static func sessionEnded(_ end: SessionEnd, _ header: SessionHeader) -> ProblemDetails {
            var problem = sessionEnded(end, .notFound, detail: "\(end.explanation); start a new one")
            problem.headers = dependence(on: header)
            return problem
        }

        /// The problem of a session that has ended, with the reason. Programs compare the members, too, so they never
        /// change.
        package static func sessionEnded(
            _ end: SessionEnd,
            _ status: HTTPResponse.Status,
            detail: String
        ) -> ProblemDetails {
            var problem = sessionEnded(end.reason, end.deletion)
            problem.status = status
            problem.detail = detail
            problem.members["ended_at"] = .string(end.endedAt.description)
            return problem
        }

        /// The answer to a request whose session ended while it was in use.
        static func sessionEnded(_ reason: EndReason, _ deletion: DeletionDetails?) -> ProblemDetails {
            var members: [String: Member] = ["reason": .string(reason.description)]
            members["deletion"] = deletion?.reason.map { .string($0.description) }
            return kind(
                "session-ended",
                .gone,
                "Session ended",
                "the session ended while the request was using it; start a new one",
                members: members
            )
        }
    }

    extension SessionEnd {
        /// The reason why the session ended, as a sentence for its user.
        fileprivate var explanation: String {
            (hadOwner ? "you were signed out" : "the session ended") + (cause.map { " \($0)" } ?? "")
        }

        private var cause: String? {
            switch (reason, deletion?.reason) {
            case (.expired(.idle), _): "because of inactivity"
            case (.expired(.lifetime), _): "because it had reached its maximum duration"
            case (.evicted(.ownerLimit), _): "because of too many sign-ins on other devices"
            case (.evicted(.capacity), _): "to make room for other sessions"
            case (_, .revoked?): "on another device or by an administrator"
            case (_, .passwordChanged?): "because the password was changed"
            case (_, .ownerDisabled?): "because the account was disabled"
            default: nil
            }
        }
    }
#endif
