#if HTTP
    extension ProblemDetails {
        static func missingSession(_ header: SessionHeader) -> ProblemDetails {
            ProblemDetails(
                .badRequest,
                detail: "this request needs a session; send its id in the header \(header.name.rawName)"
            )
        }

        static func unknownSession(_ header: SessionHeader) -> ProblemDetails {
            ProblemDetails(
                .notFound,
                detail: "no living session has the id in the header \(header.name.rawName); begin a new one"
            )
        }

        static let noSession = ProblemDetails(
            .unauthorized,
            detail:
                "this request needs a session, and it came without or with one that has ended; log in first"
        )
    }

    extension SessionTransport {
        /// What to answer where a session is needed and there is none.
        var missing: ProblemDetails {
            switch self {
            case .cookie: .noSession
            case .header(let header): .missingSession(header)
            }
        }
    }
#endif
