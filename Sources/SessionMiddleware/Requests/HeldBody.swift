#if HTTP
    import HTTPTypes
    import Hummingbird

    /// The body of a response for as long as whose writing a session is held.
    enum HeldBody {
        /// Up to this length, a body that says its length is collected.
        static var collectedLength: Int { 16_384 }

        /// The body, which lets go of the session when it is written, fails or is dropped.
        ///
        /// Hummingbird does not tell a body that is in memory from one that will be computed, and writes the
        /// former in a third of the time. Collecting what is short leaves it that way.
        ///
        /// On its caller's executor, so that a request changes none for it.
        nonisolated(nonsending)
            static func hold(_ body: ResponseBody, by state: RequestSessionState) async throws -> ResponseBody
        {
            guard let length = body.contentLength, length <= collectedLength else {
                let hold = Hold(state)
                return ResponseBody(contentLength: body.contentLength) { writer in
                    defer { hold.end() }
                    try await body.write(writer)
                }
            }
            let collector = BodyCollector()
            try await body.write(collector)
            state.finish()
            return collector.body
        }
    }

    /// Lets go of a session once, at the latest when the body that has it is gone.
    private final class Hold: Sendable {
        private let state: RequestSessionState

        init(_ state: RequestSessionState) { self.state = state }

        func end() { state.finish() }

        deinit { end() }
    }

    /// Takes a body in.
    private final class BodyCollector: ResponseBodyWriter {
        private var buffer: ByteBuffer?
        private var trailers: HTTPFields?

        func write(_ more: ByteBuffer) {
            if buffer == nil { buffer = more } else { buffer?.writeImmutableBuffer(more) }
        }

        func finish(_ trailingHeaders: HTTPFields?) {
            trailers = trailingHeaders
        }

        /// What was written, in one piece.
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
