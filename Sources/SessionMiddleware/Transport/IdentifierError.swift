#if HTTP
    /// The system has no random bytes for a session id, so the session was not created.
    public struct IdentifierError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The system's error number, as in `errno.h`.
        public let errorNumber: Int32

        init(errorNumber: Int32) {
            self.errorNumber = errorNumber
        }

        /// What went wrong and what to do.
        public var description: String {
            "the system gave no random bytes for a session id (error number \(errorNumber)), so no session was "
                + "created; let the process call getrandom(2), which a seccomp filter may forbid, or try again"
        }
    }
#endif
