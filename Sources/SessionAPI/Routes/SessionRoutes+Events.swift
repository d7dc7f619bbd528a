#if HTTP
    import SessionMiddleware
    import HTTPTypes
    import Hummingbird
    import ServiceLifecycle
    import Sessions

    extension SessionRoutes {
        /// The maximum time between two heartbeats.
        private static var pause: Duration { .seconds(15) }

        static var streamHeaders: HTTPFields {
            var headers: HTTPFields = [.contentType: "text/event-stream", .connection: "close"]
            // Otherwise nginx holds events back until it has a few kilobytes.
            if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
            return headers
        }

        /// Adds `/v1/events`.
        func addEvents<Context: RequestContext>(to routes: GuardedRoutes<Context>) {
            guard let journal else { return }
            routes.add(
                "v1/events",
                [
                    (
                        .get, .read,
                        { request, _, _ in
                            let query = try QueryParameters(request, ["kinds"])
                            let kinds = try Self.kinds(query["kinds"])
                            let start = EventStream.start(
                                request.headers.first { $0.name.canonicalName == "last-event-id" }?.value,
                                in: journal
                            )
                            guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
                            let slot = try streams.take()
                            let stream = EventStream(journal: journal, kinds: kinds, start: start)
                            return Response(
                                status: .ok,
                                headers: Self.streamHeaders,
                                body: ResponseBody { writer in
                                    try await Self.write(stream, slot, to: &writer, request)
                                    try await writer.finish(nil)
                                }
                            )
                        }
                    )
                ]
            )
        }

        /// Writes until the client leaves, the server stops, or the manager is shut down.
        private static func write(
            _ stream: EventStream<Value>,
            _ slot: EventStreamLimiter.Slot,
            to writer: inout any ResponseBodyWriter,
            _ request: Request
        ) async throws {
            let (signals, source) = stream.journal.signals()
            let ticking = Task {
                while true {
                    try await Task.sleep(for: pause)
                    source.yield(.pause)
                }
            }
            defer {
                ticking.cancel()
                source.finish()
                withExtendedLifetime(slot) {}
            }
            try await withGracefulShutdownHandler {
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await stream.write(to: &writer, signals: signals)
                } onInboundClosed: {
                    source.finish()
                }
            } onGracefulShutdown: {
                source.finish()
            }
        }

        static func kinds(_ text: String?) throws(ProblemDetails) -> Set<SessionEventKind> {
            guard let text else { return .all }
            var kinds: Set<SessionEventKind> = []
            for name in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let kind = SessionEvent<Value>.Kind.named(name) else {
                    throw .malformedParameter(
                        "kinds",
                        "names of kinds, separated by commas: "
                            + SessionEvent<Value>.Kind.streamed.map(\.description).joined(separator: ", ")
                    )
                }
                kinds.insert(kind)
            }
            return kinds
        }
    }

    extension SessionEvent.Kind {
        /// The kinds that the journal keeps.
        static var streamed: [Self] { allCases.filter { $0 != .accessed } }

        fileprivate static func named(_ name: some StringProtocol) -> Self? {
            streamed.first { $0.description == name }
        }
    }

#endif
