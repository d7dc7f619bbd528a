#if HTTP
    import NIOCore
    import NIOHTTP1

    /// Keeps the limits of a connection that no handler can keep: it answers and closes where a request is too
    /// large, too slow or malformed, whatever route it is for. It is the one that knows the version of HTTP and what
    /// a request's lines were, so it also sees to what these mean for the answer.
    ///
    /// It stands next to the HTTP codec, and an ``ArrivalWatch`` before that tells it of bytes. A connection is in one
    /// of three states: idle until the first byte of a request, for the idle timeout at most; receiving a request, for
    /// the request timeout at most; or answering, without a limit as long as the client reads.
    ///
    /// Once it has answered by itself, or a response says `Connection: close`, nothing more passes: it closes its side,
    /// throws away what still comes for a moment, so that the client can read the answer, and then closes the
    /// connection.
    final class ConnectionGuard: ChannelDuplexHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias InboundOut = HTTPServerRequestPart
        typealias OutboundIn = HTTPServerResponsePart
        typealias OutboundOut = HTTPServerResponsePart

        private enum Phase {
            /// Requests and responses pass.
            case open
            /// The last response is being written.
            case lastResponse
            /// It was written; what still comes is thrown away.
            case closing
        }

        /// What an answer must know of its request.
        private struct Request {
            let isOfHTTP10: Bool
            let isHead: Bool
            /// Whether the connection closes after the answer.
            let isLast: Bool
        }

        /// How long a client may take to read the last answer.
        private static let linger = TimeAmount.seconds(2)

        private let limits: HTTPLimits
        private var context: ChannelHandlerContext?
        private var phase = Phase.open
        /// The requests that have arrived, at least their head, whose response has not been written.
        private var unanswered = CircularBuffer<Request>()
        private var isResponding = false
        /// Whether the response that is being written has no body, whatever the server writes.
        private var isBodiless = false
        /// Whether the head of a request has come and its end has not.
        private var isReading = false
        /// Whether what comes is thrown away: the request before it was the last, or was refused.
        private var isDeaf = false
        /// What to answer when the requests before it are answered.
        private var postponed: ConnectionProblem?
        private var bodyBytes = 0
        /// How many bytes the request that is arriving has still to send, where it said so.
        private(set) var remainingBody: Int?
        private var firstLine = FirstLine()
        /// Whether the next response is to be the last: the server stops.
        private var isEnding = false
        /// Set while a request arrives.
        private var deadline: Scheduled<Void>?
        private var idleTask: Scheduled<Void>?
        private var idleSince = NIODeadline.now()
        /// Set while the client doesn't read what was written.
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

        /// Bytes of one request arrived, which the codec gets next.
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
                // After CONNECT, and where an upgrade was asked for, the codec makes no request of what comes.
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

        /// What is wrong with a request of this head.
        private func check(_ head: inout HTTPRequestHead) -> ConnectionProblem? {
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

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event is ChannelShouldQuiesceEvent {
                isEnding = true
                if phase == .open, unanswered.isEmpty { context.close(promise: nil) }
                return
            }
            if let event = event as? ChannelEvent, event == .inputClosed, phase == .closing {
                // The client has read the answer, or won't.
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

        /// Counts the idle time from now on, if nothing is going on.
        private func beginIdling(_ context: ChannelHandlerContext) {
            guard isIdle else { return }
            idleSince = .now()
            if idleTask == nil { scheduleIdleTask(context) }
        }

        /// One task for many requests: it looks how long the connection has been idle when its time comes.
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
                // The codec would end a body in chunks.
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

        /// Makes a response one that its client understands, and decides whether it is the last.
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
            // Whoever closes after the last response would cut off a client that still sends.
            guard phase == .closing, mode != .input else {
                return context.close(mode: mode, promise: promise)
            }
            promise?.succeed()
        }

        /// Whether the request that is arriving, or would be, is the only one without an answer.
        private var mayAnswer: Bool { !isResponding && unanswered.count == (isReading ? 1 : 0) }

        /// Answers with a problem in place of the server, once what came before is answered, and closes.
        private func refuse(_ context: ChannelHandlerContext, _ problem: ConnectionProblem) {
            cancelDeadline()
            guard mayAnswer else {
                if unanswered.count > (isReading ? 1 : 0) {
                    postponed = problem
                    isDeaf = true
                    return
                }
                // The answer to this very request has begun.
                phase = .closing
                context.fireErrorCaught(HTTPParserError.invalidEOFState)
                return context.close(promise: nil)
            }
            // Or a handler that reads the body would take what came for all of it. First, because a write may close the
            // connection, which looks like the end of the body.
            phase = .closing
            if isReading { context.fireErrorCaught(HTTPParserError.invalidEOFState) }
            let request = unanswered.first
            let body = ByteBuffer(string: problem.body)
            let headers: HTTPHeaders = [
                "content-type": "application/problem+json",
                "content-length": String(body.readableBytes),
                "connection": "close",
                "cache-control": "no-store",
            ]
            let version = request?.isOfHTTP10 == true ? HTTPVersion.http1_0 : .http1_1
            let head = HTTPResponseHead(version: version, status: problem.status, headers: headers)
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

    /// How long the first line of a request is, as far as it has come.
    private struct FirstLine {
        private var length = 0
        private var isComplete = false

        /// Whether it can only be its target that makes it so long.
        var isTooLong: Bool { length > HTTPLimits.maximumTargetBytes }

        mutating func add(_ bytes: ByteBufferView) {
            guard !isComplete else { return }
            // Empty lines before it don't count.
            let line =
                length > 0 ? bytes : bytes.drop { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
            let end = line.firstIndex(of: UInt8(ascii: "\n"))
            isComplete = end != nil
            length += (end ?? line.endIndex) - line.startIndex
        }
    }
#endif
