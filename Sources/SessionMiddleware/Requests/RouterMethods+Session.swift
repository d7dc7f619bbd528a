#if HTTP
    public import Hummingbird

    extension RouterMethods where Context: RequestSessionContext {
        /// Adds a `DELETE` that ends the request's session, as clients of the Model Context Protocol send it: 204,
        /// or what ``RequestSession/require()`` throws if there is none.
        ///
        /// - Parameter path: Below the group's.
        @discardableResult
        public func deleteSession(_ path: RouterPath = "") -> Self {
            delete(path) { _, context -> HTTPResponse.Status in
                _ = try context.session.require()
                try context.session.end()
                return .noContent
            }
        }
    }
#endif
