#if HTTP
    public import Sessions

    extension SessionManager {
        /// Returns the time for which the session would stay alive if all its leases ended now, or `nil` if no
        /// session is alive with this id and incarnation. This is not an access.
        ///
        /// The end of a lease is an access, so a session that a lease holds has its whole idle timeout left.
        @usableFromInline
        func timeLeft(of reference: RequestSessionState.Reference) -> Duration? {
            guard let info = info(reference.id), info.session.incarnation == reference.incarnation else {
                return nil
            }
            if info.leases == 0, let left = info.timeLeft { return left }
            let idle = info.timeouts?.idle ?? policy.idleTimeout
            return min(idle, info.timeLeft ?? idle)
        }

        /// The wall-clock time in seconds since 1970.
        @usableFromInline
        var wallSeconds: Int64 { clock.wallTime.millisecondsSinceEpoch / 1_000 }
    }
#endif
