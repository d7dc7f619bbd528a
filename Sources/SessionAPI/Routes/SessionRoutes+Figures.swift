#if HTTP
    import Hummingbird
    import ServiceLifecycle
    import SessionMiddleware
    import SessionObservers
    import Sessions

    extension SessionRoutes {
        /// Adds `/v1/history`, `/v1/live`, `/v1/distribution` and `/v1/sessions/{id}/events`.
        func addFigures<Context: RequestContext>(to routes: GuardedRoutes<Context>) {
            routes.add(
                "v1/history",
                [
                    (
                        .get, .read,
                        { request, _, _ in
                            _ = try QueryParameters(request, [])
                            let (ring, isRecording) = history.recorded
                            return try JSONCoding.response(
                                .ok,
                                HistoryBody(ring, isRecording: isRecording, TimeReading(manager.clock))
                            )
                        }
                    )
                ]
            )
            routes.add(
                "v1/distribution",
                [
                    (
                        .get, .read,
                        { request, _, _ in
                            _ = try QueryParameters(request, [])
                            return try JSONCoding.response(.ok, await surveys.distribution())
                        }
                    )
                ]
            )
            guard let journal else { return }
            routes.add("v1/live", [(.get, .read, { request, _, _ in try live(request, journal) })])
            routes.add(
                "v1/sessions/:id/events",
                [
                    (
                        .get, .read,
                        { request, _, _ in try events(request, journal) }
                    )
                ]
            )
        }

        private func events(_ request: Request, _ journal: EventJournal<Value>) throws -> Response {
            let id = try Self.id(request.uri.path.split(separator: "/").dropLast().last)
            _ = try QueryParameters(request, [])
            let (entries, isComplete) = journal.events(of: id)
            return try JSONCoding.response(
                .ok,
                SessionEventsBody(events: entries.map(EventBody.init), complete: isComplete)
            )
        }

        /// Streams a tick every second.
        private func live(_ request: Request, _ journal: EventJournal<Value>) throws -> Response {
            let query = try QueryParameters(request, ["kinds", "id", "owner", "limit"])
            var filter = LiveStream<Value>.Filter()
            filter.kinds = try Self.kinds(query["kinds"])
            filter.idPrefix = query["id"]
            filter.owner = query["owner"]
            filter.limit = try query.integer("limit", 0...200) ?? filter.limit
            guard !manager.isShutDown else { throw ProblemDetails.shuttingDown }
            let slot = try streams.take()
            let stream = LiveStream(reader: samples, journal: journal, filter: filter)
            return Response(
                status: .ok,
                headers: Self.streamHeaders,
                body: ResponseBody { writer in
                    try await write(stream, slot, to: &writer, request)
                    try await writer.finish(nil)
                }
            )
        }

        /// Writes until the client leaves, the server stops, or the manager is shut down.
        private func write(
            _ stream: LiveStream<Value>,
            _ slot: EventStreamLimiter.Slot,
            to writer: inout any ResponseBodyWriter,
            _ request: Request
        ) async throws {
            let (ticks, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            source.yield()
            let timer = RepeatingTimer(interval: LiveStream<Value>.interval, clock: manager.clock) {
                if manager.isShutDown { source.finish() } else { source.yield() }
            }
            let timing = Task { try await timer.run() }
            defer {
                timing.cancel()
                source.finish()
                withExtendedLifetime(slot) {}
            }
            try await withGracefulShutdownHandler {
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await stream.write(to: &writer, ticks: ticks)
                } onInboundClosed: {
                    source.finish()
                }
            } onGracefulShutdown: {
                source.finish()
            }
        }
    }

    /// The body of `/v1/sessions/{id}/events`.
    private struct SessionEventsBody: Encodable {
        let events: [EventBody]
        /// Whether the journal still keeps all events since it was created.
        let complete: Bool
    }
#endif
