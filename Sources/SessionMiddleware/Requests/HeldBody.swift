#if HTTP
    import HTTPTypes
    import Hummingbird

    /// A response body that holds its session until it is written.
    enum HeldBody {
        /// The maximum length of a body that is collected before it is written, in bytes.
        static var collectedLength: Int { 16_384 }

        /// Returns a body that ends the session's lease when it is written, fails or is dropped.
        ///
        /// Hummingbird writes a body that is in memory in a third of the time of one that is computed, but doesn't
        /// say which of the two a body is. Collecting a short body keeps it in memory.
        ///
        /// Runs on the caller's executor, so that a request doesn't have to switch.
        nonisolated(nonsending)
            static func hold(_ body: ResponseBody, by state: RequestSessionState) async throws -> ResponseBody
        {
            guard let length = body.contentLength, length <= collectedLength else {
                let hold = Hold(state)
                return ResponseBody(contentLength: body.contentLength) { writer in
                    defer { hold.end() }
                    try await state.writingUntilEnd(body, to: writer)
                }
            }
            let collector = BodyCollector()
            try await body.write(collector)
            state.finish()
            return collector.body
        }
    }

    /// Ends the lease of a session once, at the latest when the body is released.
    private final class Hold: Sendable {
        private let state: RequestSessionState

        init(_ state: RequestSessionState) { self.state = state }

        func end() { state.finish() }

        deinit { end() }
    }

    /// Collects what a body writes.
    private final class BodyCollector: ResponseBodyWriter {
        private var buffer: ByteBuffer?
        private var trailers: HTTPFields?

        func write(_ more: ByteBuffer) {
            if buffer == nil { buffer = more } else { buffer?.writeImmutableBuffer(more) }
        }

        func finish(_ trailingHeaders: HTTPFields?) {
            trailers = trailingHeaders
        }

        /// The collected body, in one piece.
        var body: ResponseBody {
            guard let trailers else { return buffer.map { ResponseBody(byteBuffer: $0) } ?? ResponseBody() }
            let buffer = buffer ?? ByteBuffer()
            return ResponseBody(contentLength: buffer.readableBytes) { writer in
                try await writer.write(buffer)
                try await writer.finish(trailers)
            }
        }
    }
#endif
