#if HTTP
    import HTTPTypes

    /// What a browser deletes when a session ends: the values of the header `Clear-Site-Data`.
    ///
    /// ```swift
    /// try context.session.end(clearing: [.cookies, .storage, .cache])
    /// ```
    ///
    /// Browsers obey the header only over TLS, and on `localhost`.
    public struct ClearSiteData: OptionSet, Sendable, Hashable {
        /// The bits of the set, one for each value.
        public let rawValue: Int

        /// Creates a set from its bits.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// The responses of this origin that the browser has cached.
        public static let cache = ClearSiteData(rawValue: 1)
        /// All cookies of the host's registrable domain, also those of sibling hosts, and what the browser knows
        /// about HTTP authentication.
        public static let cookies = ClearSiteData(rawValue: 2)
        /// Everything that scripts of this origin have stored, and its service workers.
        public static let storage = ClearSiteData(rawValue: 4)
        /// The open pages of this origin, which the browser reloads.
        public static let executionContexts = ClearSiteData(rawValue: 8)
        /// Everything, also what a future version of the standard adds.
        public static let all = ClearSiteData(rawValue: 16)

        private static let names: [(ClearSiteData, String)] = [
            (.cache, "cache"), (.cookies, "cookies"), (.storage, "storage"),
            (.executionContexts, "executionContexts"), (.all, "*"),
        ]

        /// The name of the header.
        static let headerName = HTTPField.Name("Clear-Site-Data")!

        /// The value of the header.
        var headerValue: String {
            Self.names.filter { contains($0.0) }.map { "\"\($0.1)\"" }.joined(separator: ", ")
        }
    }
#endif
