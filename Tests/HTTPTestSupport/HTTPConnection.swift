#if HTTP
    import NIOCore
    import NIOPosix

    /// A connection to a server, for requests and for bytes that are none.
    ///
    /// Made for tests: it sends what it is told to, however malformed, and reads what comes back.
    package final class HTTPConnection {
        private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private var received = ByteBuffer()

        private init(
            inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
            outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            self.inbound = inbound
            self.outbound = outbound
        }

        /// Connects to a port of this machine, runs `body`, and closes the connection.
        package static func open<R: Sendable>(
            _ port: Int,
            _ body: @Sendable (HTTPConnection) async throws -> R
        ) async throws -> R {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(.minutes(5))
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                            wrappingChannelSynchronously: channel,
                            configuration: .init(isOutboundHalfClosureEnabled: true)
                        )
                    }
                }
            return try await channel.executeThenClose { inbound, outbound in
                try await body(HTTPConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound))
            }
        }

        /// Sends these bytes as they are.
        package func send(_ bytes: some Sequence<UInt8>) async throws {
            try await outbound.write(ByteBuffer(bytes: bytes))
        }

        /// Sends this text as it is.
        package func send(_ text: String) async throws { try await send(text.utf8) }

        /// Sends nothing more; what the server sends can still be read.
        package func finishSending() { outbound.finish() }

        /// Sends a request and reads the response.
        package func request(
            _ method: String,
            _ path: String,
            _ headers: [(String, String)] = [],
            body: String = ""
        ) async throws -> HTTPReply {
            try await send(Self.text(method, path, headers, body: body))
            return try await reply(hasBody: method != "HEAD")
        }

        /// A request as it goes over the wire.
        package static func text(
            _ method: String,
            _ path: String,
            _ headers: [(String, String)] = [],
            body: String = ""
        ) -> String {
            var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
            for (name, value) in headers { text += "\(name): \(value)\r\n" }
            if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
            return text + "\r\n" + body
        }

        /// Reads a response, its body included.
        package func reply(hasBody: Bool = true) async throws -> HTTPReply {
            var reply = try await head()
            if hasBody, reply.status != 204, reply.status != 304 { try await readBody(of: &reply) }
            return reply
        }

        /// Reads the body of a response whose head was read.
        package func readBody(of reply: inout HTTPReply) async throws {
            if reply["transfer-encoding"] == "chunked" {
                while let chunk = try await chunk() { reply.body += chunk }
            } else if let length = reply["content-length"].flatMap({ Int($0) }) {
                reply.body = try await text(length)
            }
        }

        /// Reads a response up to its body.
        package func head() async throws -> HTTPReply {
            var lines: [String] = []
            while true {
                let line = try await line()
                if line.isEmpty { break }
                lines.append(line)
            }
            return try HTTPReply(lines)
        }

        /// Reads a chunk of a body that comes in chunks; `nil` for the last.
        package func chunk() async throws -> String? {
            let length = try await line()
            guard let count = Int(length, radix: 16) else { throw HTTPConnectionError("no chunk: \(length)") }
            let text = try await text(count)
            _ = try await line()
            return count == 0 ? nil : text
        }

        /// Reads up to the end of a line, which is not part of what it returns.
        package func line() async throws -> String {
            while true {
                if let end = received.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                    let count = end - received.readerIndex
                    let line = received.readString(length: count) ?? ""
                    received.moveReaderIndex(forwardBy: 1)
                    return line.hasSuffix("\r") ? String(line.dropLast()) : line
                }
                try await receive()
            }
        }

        /// Reads until the server closes the connection; returns what came before.
        package func rest() async throws -> String {
            while let more = try await inbound.next() { received.writeImmutableBuffer(more) }
            return received.readString(length: received.readableBytes) ?? ""
        }

        /// Reads a response of known length, its text as it came.
        package func rawReply() async throws -> String {
            var text = ""
            var length = 0
            while true {
                let line = try await line()
                text += line + "\r\n"
                if line.isEmpty { break }
                let lowered = line.lowercased()
                if lowered.hasPrefix("content-length: ") { length = Int(lowered.dropFirst(16)) ?? 0 }
            }
            return text + (try await self.text(length))
        }

        /// Reads so many bytes.
        package func text(_ count: Int) async throws -> String {
            while received.readableBytes < count { try await receive() }
            return received.readString(length: count) ?? ""
        }

        private func receive() async throws {
            guard let more = try await inbound.next() else {
                throw HTTPConnectionError("the server closed the connection")
            }
            received.discardReadBytes()
            received.writeImmutableBuffer(more)
        }
    }

    /// What a server did not send, or not as a response.
    package struct HTTPConnectionError: Error, CustomStringConvertible {
        package let description: String

        package init(_ description: String) {
            self.description = description
        }
    }
#endif
