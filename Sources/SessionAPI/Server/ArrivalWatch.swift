#if HTTP
    import NIOCore

    /// Tells the guard of a connection what arrives before the codec has made a request of it.
    ///
    /// The codec gets the bytes in pieces that end where a request may end, so that the guard knows of each piece
    /// which request it is of: what came along with the end of one request may be the beginning of the next.
    final class ArrivalWatch: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private let connection: ConnectionGuard
        /// Whether nothing has come of this line but its end.
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

        /// Up to the end of a body whose length is known, or to an empty line: that ends a head and a body in chunks.
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
