#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    /// Counts the open event streams and refuses more than the limit.
    final class EventStreamLimiter: Sendable {
        private let limit: Int
        private let open = Locked(0)
        private let refused = Locked(0)

        init(limit: Int) {
            self.limit = limit
        }

        /// The number of open streams.
        var count: Int { open.withLock { $0 } }

        /// The number of refused streams.
        var refusals: Int { refused.withLock { $0 } }

        /// Takes a slot, which is free again when it is released.
        func take() throws(ProblemDetails) -> Slot {
            let isTaken = open.withLock { count in
                guard count < limit else { return false }
                count += 1
                return true
            }
            guard isTaken else {
                refused.withLock { $0 += 1 }
                throw .tooManyStreams
            }
            return Slot(of: self)
        }

        /// The slot of one stream. Its `deinit` frees it, so a response that is never written frees it too.
        final class Slot: Sendable {
            private let streams: EventStreamLimiter

            fileprivate init(of streams: EventStreamLimiter) {
                self.streams = streams
            }

            deinit {
                streams.open.withLock { $0 -= 1 }
            }
        }
    }
#endif
