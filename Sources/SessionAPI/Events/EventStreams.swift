#if HTTP
    import SessionMiddleware
    import Hummingbird
    import Sessions

    /// Counts the event streams that are open and refuses those above the limit.
    final class EventStreams: Sendable {
        private let limit: Int
        private let open = Locked(0)
        private let refused = Locked(0)

        init(limit: Int) {
            self.limit = limit
        }

        /// How many are open.
        var count: Int { open.withLock { $0 } }

        /// How many were refused.
        var refusals: Int { refused.withLock { $0 } }

        /// Takes a place, which is free again once nobody holds on to it.
        func take() throws(ProblemDetails) -> Place {
            let isTaken = open.withLock { count in
                guard count < limit else { return false }
                count += 1
                return true
            }
            guard isTaken else {
                refused.withLock { $0 += 1 }
                throw .tooManyStreams
            }
            return Place(of: self)
        }

        /// The place of one stream. A response that is never written gives it back too.
        final class Place: Sendable {
            private let streams: EventStreams

            fileprivate init(of streams: EventStreams) {
                self.streams = streams
            }

            deinit {
                streams.open.withLock { $0 -= 1 }
            }
        }
    }
#endif
