#if HTTP
    import NIOCore

    /// Reports arriving bytes to the guard of a connection before the codec parses them.
    ///
    /// It splits the bytes where a request may end, so that the guard knows which request each piece belongs to: one
    /// read may contain the end of a request and the beginning of the next.
    final class ArrivalWatch: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private let connection: ConnectionGuard
        /// Whether the current line is empty so far.
        private var isLineEmpty = true

        init(_ connection: ConnectionGuard) {
            self.connection = connection
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            while let piece = bytes.readSlice(length: pieceLength(bytes)), piece.readableBytes > 0 {
                connection.bytesArrive(piece)
                context.fireChannelRead(wrapInboundOut(piece))
            }
        }

        /// Returns the length up to the end of a body of known length, or up to an empty line, which ends a head and
        /// a chunked body.
        private func pieceLength(_ bytes: ByteBuffer) -> Int {
            if let length = connection.remainingBody, length > 0 {
                isLineEmpty = true
                return min(length, bytes.readableBytes)
            }
            var length = 0
            for byte in bytes.readableBytesView {
                length += 1
                switch byte {
                case UInt8(ascii: "\r"): break
                case UInt8(ascii: "\n"):
                    if isLineEmpty { return length }
                    isLineEmpty = true
                default: isLineEmpty = false
                }
            }
            return length
        }
    }
#endif
