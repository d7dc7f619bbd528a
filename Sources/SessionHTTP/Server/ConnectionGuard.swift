#if HTTP
    import HTTPTypes
    import NIOCore
    import NIOHTTP1
    import NIOHTTPTypes

    /// Keeps the limits of a connection that no handler can keep: it answers and closes where a request is too
    /// large, too slow or malformed, whatever route it is for.
    ///
    /// It stands between the HTTP codec and the server. Once it has answered by itself, or a response says
    /// `Connection: close`, nothing more passes: it closes its side, throws away what still comes for a moment,
    /// so that the client can read the answer, and then closes the connection.
    final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPRequestPart
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = HTTPResponsePart

        private enum Phase {
            /// Requests and responses pass.
            case open
            /// The last response is being written.
            case lastResponse
            /// It was written; what still comes is thrown away.
            case closing
        }

        /// How long a client may take to read the last answer.
        private static let linger = TimeAmount.seconds(2)

        private let limits: HTTPLimits
        private var phase = Phase.open
        /// How many requests have arrived, at least their head, whose response has not been written.
        private var unanswered = 0
        private var isResponding = false
        /// Whether a request has begun to arrive and has not ended.
        private var isReading = false
        private var bodyBytes = 0
        /// Whether the next response is to be the last: the server stops, or the client asked for it.
        private var isEnding = false
        private var deadline: Scheduled<Void>?
        /// Set while the client doesn't read what was written.
        private var stall: Scheduled<Void>?

        init(limits: HTTPLimits) {
            self.limits = limits
        }

        // MARK: Requests

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard phase == .open else { return }
            let part = unwrapInboundIn(data)
            switch part {
            case .head(let head):
                unanswered += 1
                isReading = true
                bodyBytes = 0
                scheduleDeadline(context)
                if head.headerFields[.connection]?.lowercased() == "close" { isEnding = true }
                if (head.path?.utf8.count ?? 0) > HTTPLimits.maximumTargetBytes {
                    return refuse(context, .targetTooLong)
                }
                if let length = head.headerFields[.contentLength].flatMap({ Int($0) }),
                    length > limits.maximumBodyBytes
                {
                    return refuse(context, .bodyTooLarge(limits.maximumBodyBytes))
                }
            case .body(let bytes):
                bodyBytes += bytes.readableBytes
                if bodyBytes > limits.maximumBodyBytes {
                    return refuse(context, .bodyTooLarge(limits.maximumBodyBytes))
                }
            case .end:
                isReading = false
                cancelDeadline()
            }
            context.fireChannelRead(data)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            guard error is HTTPParserError, phase == .open, mayAnswer else {
                return context.fireErrorCaught(error)
            }
            refuse(
                context,
                (error as? HTTPParserError) == .headerOverflow ? .headersTooLarge : .malformedRequest
            )
        }

        func channelInactive(context: ChannelHandlerContext) {
            cancelDeadline()
            cancelStall()
            context.fireChannelInactive()
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            cancelDeadline()
            cancelStall()
        }

        /// A client that takes nothing for too long holds up its own response alone; but it would hold its place
        /// among the event streams for ever.
        func channelWritabilityChanged(context: ChannelHandlerContext) {
            if context.channel.isWritable {
                cancelStall()
            } else if stall == nil {
                let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
                stall = context.eventLoop.scheduleTask(in: TimeAmount(limits.idleTimeout)) {
                    loopBound.value.close(promise: nil)
                }
            }
            context.fireChannelWritabilityChanged()
        }

        private func cancelStall() {
            stall?.cancel()
            stall = nil
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event is ChannelShouldQuiesceEvent { isEnding = true }
            if let event = event as? ChannelEvent, event == .inputClosed, phase == .closing {
                // The client has read the answer, or won't.
                return context.close(promise: nil)
            }
            context.fireUserInboundEventTriggered(event)
        }

        private func scheduleDeadline(_ context: ChannelHandlerContext) {
            cancelDeadline()
            let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            deadline = context.eventLoop.scheduleTask(in: TimeAmount(limits.requestTimeout)) {
                let (handler, context) = loopBound.value
                if handler.phase == .open { handler.refuse(context, .tooSlow) }
            }
        }

        private func cancelDeadline() {
            deadline?.cancel()
            deadline = nil
        }

        // MARK: Responses

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            guard phase != .closing else {
                promise?.fail(ChannelError.ioOnClosedChannel)
                return
            }
            switch unwrapOutboundIn(data) {
            case .head(var head) where head.status.kind != .informational:
                isResponding = true
                if isEnding { head.headerFields[.connection] = "close" }
                if head.headerFields[.connection] == "close" { phase = .lastResponse }
                context.write(wrapOutboundOut(.head(head)), promise: promise)
            case .end:
                isResponding = false
                unanswered -= 1
                if phase == .lastResponse {
                    context.writeAndFlush(data, promise: promise)
                    beginClosing(context)
                } else {
                    context.write(data, promise: promise)
                }
            case .head, .body:
                context.write(data, promise: promise)
            }
        }

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            // Whoever closes after the last response would cut off a client that still sends.
            guard phase == .closing, mode != .input else {
                return context.close(mode: mode, promise: promise)
            }
            promise?.succeed()
        }

        /// Whether the request that is arriving, or would be, is the only one without an answer.
        private var mayAnswer: Bool { !isResponding && unanswered == (isReading ? 1 : 0) }

        /// Answers with a problem in place of the server, unless a response is being written already, and closes.
        private func refuse(_ context: ChannelHandlerContext, _ problem: ConnectionProblem) {
            cancelDeadline()
            guard mayAnswer else {
                phase = .closing
                context.fireErrorCaught(HTTPParserError.invalidEOFState)
                return context.close(promise: nil)
            }
            var head = HTTPResponse(status: problem.status)
            let body = ByteBuffer(string: problem.body)
            head.headerFields[.contentType] = "application/problem+json"
            head.headerFields[.contentLength] = String(body.readableBytes)
            head.headerFields[.connection] = "close"
            head.headerFields[.cacheControl] = "no-store"
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(body)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            beginClosing(context)
            // Or a handler that reads the body would take what came for all of it.
            if isReading { context.fireErrorCaught(HTTPParserError.invalidEOFState) }
        }

        private func beginClosing(_ context: ChannelHandlerContext) {
            cancelDeadline()
            phase = .closing
            context.close(mode: .output, promise: nil)
            let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
            // The server behind this waits for its next request, and reads no more when it has enough.
            context.read()
            context.eventLoop.scheduleTask(in: Self.linger) { loopBound.value.close(promise: nil) }
        }

        func read(context: ChannelHandlerContext) {
            context.read()
        }

        func channelReadComplete(context: ChannelHandlerContext) {
            context.fireChannelReadComplete()
            if phase == .closing { context.read() }
        }
    }

    /// What is wrong with a request that no route sees.
    struct ConnectionProblem {
        let status: HTTPResponse.Status
        let type: String
        let title: String
        let detail: String

        /// The problem as JSON; its texts are constants that need no escaping.
        var body: String {
            #"{"detail":"\#(detail)","status":\#(status.code),"title":"\#(title)","type":"urn:problem-type:sessions:\#(type)"}"#
        }

        static let targetTooLong = ConnectionProblem(
            status: .uriTooLong,
            type: "target-too-long",
            title: "The path is too long",
            detail: "path and query may have \(HTTPLimits.maximumTargetBytes) bytes together"
        )

        static func bodyTooLarge(_ limit: Int) -> ConnectionProblem {
            ConnectionProblem(
                status: .contentTooLarge,
                type: "body-too-large",
                title: "The body is too large",
                detail: "a request's body may have \(limit) bytes"
            )
        }

        static let headersTooLarge = ConnectionProblem(
            status: .requestHeaderFieldsTooLarge,
            type: "headers-too-large",
            title: "There are too many headers, or they are too large",
            detail: "send fewer headers"
        )

        static let malformedRequest = ConnectionProblem(
            status: .badRequest,
            type: "malformed-request",
            title: "This is no request of HTTP/1.1",
            detail: "see RFC 9112"
        )

        static let tooSlow = ConnectionProblem(
            status: .requestTimeout,
            type: "too-slow",
            title: "The request took too long to arrive",
            detail: "send it in one go"
        )
    }
#endif
