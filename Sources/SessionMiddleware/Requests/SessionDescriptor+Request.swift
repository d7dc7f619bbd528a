#if HTTP
    import HTTPTypes
    public import Hummingbird
    public import Sessions

    extension SessionDescriptor {
        /// Describes the client of a request by its `User-Agent` and its address.
        ///
        /// ```swift
        /// RequestSessionMiddleware(manager, descriptor: { request, context in
        ///     SessionDescriptor(request, address: context.remoteAddress?.ipAddress)
        /// })
        /// ```
        ///
        /// Of a longer `User-Agent`, the first 256 characters are kept. It is what the client claims, so escape it in
        /// pages.
        ///
        /// - Parameters:
        ///   - request: The request.
        ///   - address: The address of the client. Behind a proxy, take it from the header that your proxy sets.
        public init(_ request: Request, address: String?) {
            self.init(
                address: address,
                // At most 1,024 bytes, of the 2,048 that a descriptor may have.
                userAgent: request.headers[.userAgent].map {
                    String(String.UnicodeScalarView($0.unicodeScalars.prefix(256)))
                }
            )
        }
    }
#endif
