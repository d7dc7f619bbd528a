#if HTTP
    import HummingbirdCore
    import Logging
    import NIOCore
    import NIOHTTP1
    import NIOHTTPTypes
    import NIOHTTPTypesHTTP1

    /// An HTTP/1.1 connection with a ``ConnectionGuard`` next to the codec, where Hummingbird's own has no place for
    /// one.
    struct GuardedChannel: HTTPChannelHandler {
        typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

        let limits: HTTPLimits
        let responder: HTTPChannelHandler.Responder

        func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                let connection = ConnectionGuard(limits: limits)
                var decoding = NIOHTTPDecoderLimitConfiguration()
                // The codec counts the target as a header; the guard counts the two separately.
                decoding.maxHeaderFieldSize = max(limits.maximumHeaderBytes, HTTPLimits.maximumTargetBytes)
                decoding.maxHeaderListSize = limits.maximumHeaderBytes + HTTPLimits.maximumTargetBytes
                decoding.maxHeaderFieldCount = limits.maximumHeaderCount
                try pipeline.addHandler(ArrivalWatch(connection))
                try pipeline.configureHTTPServerPipeline(
                    withPipeliningAssistance: false,
                    withErrorHandling: false,
                    withOutboundHeaderValidation: false,
                    withEncoderConfiguration: .init(),
                    withDecoderLimitConfiguration: decoding
                )
                try pipeline.addHandler(connection)
                try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
                return try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true)
                )
            }
        }

        func handle(value: Value, logger: Logger) async {
            await handleHTTP(asyncChannel: value, logger: logger)
        }
    }

    extension HTTPServerBuilder {
        /// Returns an HTTP/1.1 server that enforces these limits on its connections.
        static func guarded(_ limits: HTTPLimits) -> HTTPServerBuilder {
            HTTPServerBuilder { GuardedChannel(limits: limits, responder: $0) }
        }
    }
#endif
