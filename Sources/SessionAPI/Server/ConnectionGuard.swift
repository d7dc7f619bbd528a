#if HTTP
    import NIOCore
    import NIOHTTP1
    import SessionMiddleware

    /// Enforces the limits of a connection that no route can enforce.
    ///
    /// It answers a request that is too large, too slow or malformed, whatever its route, and closes the connection.
    /// It also adapts responses to the request's version of HTTP, which only it knows.
    ///
    /// It stands next to the HTTP codec. An ``ArrivalWatch`` before the codec reports the bytes that arrive. A
    /// connection is in one of three states: idle until the first byte of a request, at most for the idle timeout;
    /// receiving a request, at most for the request timeout; or answering, without a limit while the client reads.
    ///
    /// After its own answer, or a response with `Connection: close`, the guard closes its side of the connection. It
    /// discards what still arrives for a moment, so that the client can read the answer, and then closes the
    /// connection.
    final class ConnectionGuard: ChannelDuplexHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias InboundOut = HTTPServerRequestPart
        typealias OutboundIn = HTTPServerResponsePart
        typealias OutboundOut = HTTPServerResponsePart

        private enum Phase {
            /// Requests and responses pass through.
            case open
            /// The last response is being written.
            case lastResponse
            /// The last response is written; what still arrives is discarded.
            case closing
        }

        /// The facts of a request that its response depends on.
        private struct Request {
            let isOfHTTP10: Bool
            let isHead: Bool
            /// Whether the connection closes after the answer.
            let isLast: Bool
        }

        /// The time that a client has to read the last answer.
        private static let linger = TimeAmount.seconds(2)

        private let limits: HTTPLimits
        private var context: ChannelHandlerContext?
        private var phase = Phase.open
        /// The requests whose head has arrived and whose response isn't written.
        private var unanswered = CircularBuffer<Request>()
        private var isResponding = false
        /// Whether the current response has no body, whatever the server writes.
        private var isBodiless = false
        /// Whether the head of a request has arrived but not its end.
        private var isReading = false
        /// Whether arriving bytes are discarded, because the request before was the last or was refused.
        private var isDeaf = false
        /// The problem to send once the earlier requests are answered.
        private var postponed: ProblemDetails?
        private var bodyBytes = 0
        /// The number of bytes of the current request's body that are still missing, if its length is known.
        private(set) var remainingBody: Int?
        private var firstLine = FirstLine()
        /// Whether the next response is the last, because the server stops.
        private var isEnding = false
        /// Set while a request is arriving.
        private var deadline: Scheduled<Void>?
        private var idleTask: Scheduled<Void>?
        private var idleSince = NIODeadline.now()
        /// Set while the client doesn't read the response.
        private var stall: Scheduled<Void>?

        init(limits: HTTPLimits) {
            self.limits = limits
        }

        func handlerAdded(context: ChannelHandlerContext) {
            self.context = context
            if context.channel.isActive { beginIdling(context) }
        }

        func handlerRemoved(context: ChannelHandlerContext) {
            cancelAll()
            self.context = nil
        }

        func channelActive(context: ChannelHandlerContext) {
            beginIdling(context)
            context.fireChannelActive()
        }

        func channelInactive(context: ChannelHandlerContext) {
            cancelAll()
            context.fireChannelInactive()
        }

        // MARK: Requests

        /// Notes bytes of one request before the codec gets them.
        func bytesArrive(_ bytes: ByteBuffer) {
            guard phase == .open, !isDeaf, !isReading, let context else { return }
            if deadline == nil {
                // Some clients send an empty line after a body.
                let lineEnds = "\r\n".utf8
                guard bytes.readableBytesView.contains(where: { !lineEnds.contains($0) }) else { return }
                firstLine = FirstLine()
                scheduleDeadline(context)
            }
            firstLine.add(bytes.readableBytesView)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard phase == .open, !isDeaf else { return }
            switch unwrapInboundIn(data) {
            case .head(var head):
                isReading = true
                bodyBytes = 0
                if deadline == nil { scheduleDeadline(context) }
                let problem = check(&head)
                // After CONNECT or a request for an upgrade, the codec parses no further requests.
                let mayChangeProtocol = head.method == .CONNECT || head.headers.contains(name: "upgrade")
                let isLast = problem != nil || !head.isKeepAlive || mayChangeProtocol
                unanswered.append(
                    Request(
                        isOfHTTP10: head.version.minor == 0,
                        isHead: head.method == .HEAD,
                        isLast: isLast
                    )
                )
                if let problem { return refuse(context, problem) }
                remainingBody = head.headers.first(name: "content-length").flatMap { Int($0) }
                context.fireChannelRead(wrapInboundOut(.head(head)))
            case .body(let bytes):
                bodyBytes += bytes.readableBytes
                remainingBody? -= bytes.readableBytes
                if bodyBytes > limits.maximumBodyBytes {
                    return refuse(context, .bodyTooLarge(limits.maximumBodyBytes))
                }
                context.fireChannelRead(data)
            case .end:
                isReading = false
                remainingBody = nil
                cancelDeadline()
                // RFC 9112, 9.6: what follows must not be processed.
                if unanswered.last?.isLast == true { isDeaf = true }
                context.fireChannelRead(data)
                beginIdling(context)
            }
        }

        /// Returns the problem of a request with this head; `nil` if there is none.
        private func check(_ head: inout HTTPRequestHead) -> ProblemDetails? {
            guard head.version.major == 1 else { return .unknownVersion }
            guard head.uri.utf8.count <= HTTPLimits.maximumTargetBytes else { return .targetTooLong }
            let headerBytes = head.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
            guard headerBytes <= limits.maximumHeaderBytes else { return .headersTooLarge }
            // RFC 9112, 6.1: a proxy of that version would take the body for the next request.
            guard head.version.minor > 0 || !head.headers.contains(name: "transfer-encoding") else {
                return .malformedRequest
            }
            guard head.settleHost() else { return .malformedRequest }
            if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
                length > limits.maximumBodyBytes
            {
                return .bodyTooLarge(limits.maximumBodyBytes)
            }
            return nil
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            guard let error = error as? HTTPParserError, phase == .open, !isDeaf else {
                return context.fireErrorCaught(error)
            }
            switch error {
            case .headerOverflow: refuse(context, firstLine.isTooLong ? .targetTooLong : .headersTooLarge)
            case .invalidVersion: refuse(context, .unknownVersion)
            default: refuse(context, .malformedRequest)
            }
        }

        /// Closes the connection of a client that doesn't read for too long. It delays only its own response, but it
        /// would keep its slot among the event streams forever.
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

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event is ChannelShouldQuiesceEvent {
                isEnding = true
                if phase == .open, unanswered.isEmpty { context.close(promise: nil) }
                return
            }
            if let event = event as? ChannelEvent, event == .inputClosed, phase == .closing {
                // The client has read the answer or given up.
                return context.close(promise: nil)
            }
            context.fireUserInboundEventTriggered(event)
        }

        // MARK: Time

        private func scheduleDeadline(_ context: ChannelHandlerContext) {
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

        private var isIdle: Bool { phase == .open && unanswered.isEmpty && !isReading && deadline == nil }

        /// Starts to count the idle time if nothing is in progress.
        private func beginIdling(_ context: ChannelHandlerContext) {
            guard isIdle else { return }
            idleSince = .now()
            if idleTask == nil { scheduleIdleTask(context) }
        }

        /// Schedules one task for many requests. When it runs, it checks how long the connection has been idle.
        private func scheduleIdleTask(_ context: ChannelHandlerContext) {
            let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let end = idleSince + TimeAmount(limits.idleTimeout)
            idleTask = context.eventLoop.scheduleTask(deadline: end) {
                let (handler, context) = loopBound.value
                handler.idleTask = nil
                guard handler.isIdle else { return }
                if NIODeadline.now() - handler.idleSince >= TimeAmount(handler.limits.idleTimeout) {
                    context.close(promise: nil)
                } else {
                    handler.scheduleIdleTask(context)
                }
            }
        }

        private func cancelStall() {
            stall?.cancel()
            stall = nil
        }

        private func cancelAll() {
            cancelDeadline()
            cancelStall()
            idleTask?.cancel()
            idleTask = nil
        }

        // MARK: Responses

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            guard phase != .closing else {
                promise?.fail(ChannelError.ioOnClosedChannel)
                return
            }
            switch unwrapOutboundIn(data) {
            case .head(var head) where head.status.code >= 200:
                isResponding = true
                frame(&head)
                context.write(wrapOutboundOut(.head(head)), promise: promise)
            case .body where isBodiless:
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))), promise: promise)
            case .end:
                isResponding = false
                if !unanswered.isEmpty { unanswered.removeFirst() }
                // The codec would write the end of a chunked body.
                let end = isBodiless ? wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))) : data
                if phase == .lastResponse {
                    context.writeAndFlush(end, promise: promise)
                    return beginClosing(context)
                }
                context.write(end, promise: promise)
                if let postponed, mayAnswer { return refuse(context, postponed) }
                beginIdling(context)
            case .head, .body:
                context.write(data, promise: promise)
            }
        }

        /// Adapts a response to the version of its client, and decides whether it is the last.
        private func frame(_ head: inout HTTPResponseHead) {
            let request = unanswered.first ?? Request(isOfHTTP10: false, isHead: false, isLast: false)
            isBodiless = request.isHead || !head.status.mayHaveResponseBody
            // RFC 9112, 6.1: HTTP/1.0 has no chunks, so a body of unknown length ends with the connection.
            let isUnbounded =
                request.isOfHTTP10 && !isBodiless && !head.headers.contains(name: "content-length")
            if request.isOfHTTP10 { head.version = .http1_0 }
            let options = head.headers[canonicalForm: "connection"]
            if isEnding || request.isLast || isUnbounded
                || options.contains(where: { $0.lowercased() == "close" })
            {
                head.headers.replaceOrAdd(name: "connection", value: "close")
                phase = .lastResponse
            } else if request.isOfHTTP10 {
                head.headers.replaceOrAdd(name: "connection", value: "keep-alive")
            }
        }

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            // A close right after the last response would cut off a client that is still sending.
            guard phase == .closing, mode != .input else {
                return context.close(mode: mode, promise: promise)
            }
            promise?.succeed()
        }

        /// Whether no earlier request is waiting for its answer.
        private var mayAnswer: Bool { !isResponding && unanswered.count == (isReading ? 1 : 0) }

        /// Answers with a problem in place of the server, after the earlier requests are answered, and closes.
        private func refuse(_ context: ChannelHandlerContext, _ problem: ProblemDetails) {
            cancelDeadline()
            guard mayAnswer else {
                if unanswered.count > (isReading ? 1 : 0) {
                    postponed = problem
                    isDeaf = true
                    return
                }
                // The response to this request has begun.
                phase = .closing
                context.fireErrorCaught(HTTPParserError.invalidEOFState)
                return context.close(promise: nil)
            }
            // Otherwise a handler that reads the body would take the part that arrived for all of it. This comes first
            // because a write may close the connection, which looks like the end of the body.
            phase = .closing
            if isReading { context.fireErrorCaught(HTTPParserError.invalidEOFState) }
            let request = unanswered.first
            let body = (try? problem.json()) ?? ByteBuffer()
            let headers: HTTPHeaders = [
                "content-type": ProblemDetails.mediaType,
                "content-length": String(body.readableBytes),
                "connection": "close",
                "cache-control": "no-store",
            ]
            let version = request?.isOfHTTP10 == true ? HTTPVersion.http1_0 : .http1_1
            let head = HTTPResponseHead(
                version: version,
                status: HTTPResponseStatus(statusCode: problem.status.code),
                headers: headers
            )
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if request?.isHead != true {
                context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            beginClosing(context)
        }

        private func beginClosing(_ context: ChannelHandlerContext) {
            cancelDeadline()
            phase = .closing
            context.close(mode: .output, promise: nil)
            let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
            // The server waits for its next request and may have stopped reading.
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

    /// Counts the length of a request's first line as it arrives.
    private struct FirstLine {
        private var length = 0
        private var isComplete = false

        /// Whether the line is so long that its target must be too long.
        var isTooLong: Bool { length > HTTPLimits.maximumTargetBytes }

        mutating func add(_ bytes: ByteBufferView) {
            guard !isComplete else { return }
            // Empty lines before the first line don't count.
            let line =
                length > 0 ? bytes : bytes.drop { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
            let end = line.firstIndex(of: UInt8(ascii: "\n"))
            isComplete = end != nil
            length += (end ?? line.endIndex) - line.startIndex
        }
    }
#endif
