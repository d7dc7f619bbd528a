#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionAPI

    @Suite(.timeLimit(.minutes(30))) struct EventStreamTests {
        /// Reads this many events from a stream.
        private static func events(_ count: Int, _ connection: HTTPConnection) async throws -> [Event] {
            var events: [Event] = []
            var text = ""
            while events.count < count, let chunk = try await connection.chunk() {
                text += chunk
                var parts = text.components(separatedBy: "\n\n")
                text = parts.removeLast()
                for part in parts {
                    var event = Event()
                    for line in part.split(separator: "\n") {
                        if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                        if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                        if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
                    }
                    if !event.name.isEmpty { events.append(event) }
                }
            }
            return events
        }

        private struct Event {
            var id = ""
            var name = ""
            var data = ""
        }

        private static func open(_ connection: HTTPConnection, _ path: String, lastEventID: String? = nil)
            async throws
        {
            try await connection.send(
                HTTPConnection.text("GET", path, lastEventID.map { [("Last-Event-ID", $0)] } ?? [])
            )
            let head = try await connection.head()
            #expect(head.status == 200)
            #expect(head["content-type"] == "text/event-stream")
            #expect(try await connection.chunk() == "retry: 2000\n\n")
        }

        @Test func eventsArriveInOrderAndContinueAfterALoss() async throws {
            let server = try RouteServer<JSONSessionValue>()
            let (manager, journal) = (server.manager, server.journal)
            try await server.run { port in
                let last = try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events")
                    try manager.create("a", .null)
                    try manager.delete("a")
                    let events = try await Self.events(2, connection)
                    #expect(events.map(\.name) == ["created", "deleted"])
                    #expect(events[1].data.contains(#""reason":"deleted""#))
                    #expect(events[1].data.contains(#""id":"a""#))
                    return events[1].id
                }
                #expect(last == "\(journal.epoch)-2")
                try manager.create("b", .null)
                try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events", lastEventID: last)
                    let events = try await Self.events(1, connection)
                    #expect(events.map(\.id) == ["\(journal.epoch)-3"])
                }
                // The journal keeps 100 events.
                for number in 0..<150 { try manager.create("c\(number)", .null) }
                try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events", lastEventID: last)
                    let events = try await Self.events(101, connection)
                    #expect(events.count == 101)
                    #expect(events[0].name == "lost")
                    #expect(events[0].data.contains(#""count":51"#))
                    #expect(events[1].id == "\(journal.epoch)-54" && events[100].id == "\(journal.epoch)-153")
                }
            }
        }

        /// A client that asks for one kind reconnects after more events of other kinds than the journal keeps.
        @Test func aFilteredClientMissesNothingBecauseOfOtherKinds() async throws {
            let server = try RouteServer<JSONSessionValue>(journal: 16)
            let (manager, journal) = (server.manager, server.journal)
            try await server.run { port in
                let last = try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events?kinds=deleted")
                    try manager.create("a", .null)
                    try manager.delete("a")
                    let id = try await Self.events(1, connection)[0].id
                    for number in 0..<31 { try manager.create("c\(number)", .null) }
                    return id
                }
                #expect(last == "\(journal.epoch)-2")
                try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events?kinds=deleted", lastEventID: last)
                    try manager.delete("c1")
                    let events = try await Self.events(1, connection)
                    #expect(events.map(\.name) == ["deleted"], "no event of this kind was lost")
                    try manager.delete("c2")
                    for number in 0..<31 { try manager.create("d\(number)", .null) }
                }
                try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events?kinds=deleted", lastEventID: last)
                    let events = try await Self.events(1, connection)
                    #expect(events.map(\.name) == ["lost"], "deletions were lost")
                    #expect(!events[0].data.contains("count"), "the number of lost events is unknown")
                }
            }
        }

        /// Collects the bytes that a stream writes in memory.
        private final class Sink: ResponseBodyWriter {
            var text = ""
            func write(_ buffer: ByteBuffer) { text += String(buffer: buffer) }
            func finish(_ trailingHeaders: HTTPFields?) {}
        }

        /// Returns the text that a stream writes for these signals.
        private static func text(
            _ journal: EventJournal<JSONSessionValue>,
            _ kinds: Set<SessionEventKind>,
            _ start: EventStream<JSONSessionValue>.Start,
            _ signals: [JournalSignal]
        ) async throws -> String {
            let (stream, source) = AsyncStream.makeStream(of: JournalSignal.self)
            for signal in signals { source.yield(signal) }
            source.finish()
            let sink = Sink()
            var writer: any ResponseBodyWriter = sink
            try await EventStream(journal: journal, kinds: kinds, start: start)
                .write(to: &writer, signals: stream)
            return sink.text
        }

        /// A client can reconnect with the id of a heartbeat and continue there, whichever events it received.
        @Test func aClientCanReconnectFromAHeartbeat() async throws {
            let server = try RouteServer<JSONSessionValue>(journal: 16)
            let (manager, journal) = (server.manager, server.journal)
            for number in 0..<7 { try manager.create("c\(number)", .null) }
            let text = try await Self.text(journal, [.deleted], .after(0), [.news, .pause])
            #expect(text == "retry: 2000\n\n: \nid: \(journal.epoch)-7\n\n")
            let start = EventStream<JSONSessionValue>.start("\(journal.epoch)-7", in: journal)
            guard case .after(7) = start else {
                Issue.record("\(start)")
                return
            }
        }

        /// A client that reconnects with the id of a `lost` event does not receive it again.
        @Test(arguments: [0, 3, 40])
        func aLossAfterARestartIsReportedOnce(events: Int) async throws {
            let server = try RouteServer<JSONSessionValue>(journal: 16)
            let manager = server.manager
            for number in 0..<events { try manager.create("c\(number)", .null) }
            try await server.run { port in
                let first = try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events", lastEventID: "before-12")
                    return try await Self.events(1, connection)[0]
                }
                #expect(first.name == "lost")
                try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events", lastEventID: first.id)
                    if events == 0 { try manager.create("next", .null) }
                    let events = try await Self.events(max(1, min(events, 16)), connection)
                    #expect(events.allSatisfy { $0.name == "created" })
                }
            }
        }

        @Test func proxiesAreToldNotToBufferEvents() async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let head = try await connection.request("HEAD", "/v1/events")
                    #expect(head["x-accel-buffering"] == "no" && head["cache-control"] == "no-store")
                }
            }
        }

        @Test(arguments: ["epoch-1", "x", "-", "9999", "1-2-3"])
        func anIdFromBeforeARestartReceivesAllKeptEvents(_ id: String) async throws {
            let server = try RouteServer<JSONSessionValue>()
            try server.manager.create("a", .null)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events", lastEventID: id)
                    let events = try await Self.events(2, connection)
                    #expect(events.map(\.name) == ["lost", "created"])
                    #expect(!events[0].data.contains("count"), "the number of lost events is unknown")
                }
            }
        }

        @Test func kindsCanBeChosen() async throws {
            let server = try RouteServer<JSONSessionValue>()
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events?kinds=deleted,cleanup")
                    try manager.create("a", .null)
                    manager.update("a") { $0 = .boolean(true) }
                    manager.cleanup()
                    try manager.delete("a")
                    let events = try await Self.events(2, connection)
                    #expect(events.map(\.name) == ["cleanup", "deleted"])
                    #expect(events[0].data.contains(#""removed":0"#))
                }
                try await HTTPConnection.open(port) { connection in
                    for kinds in ["", "x", "created,", "accessed"] {
                        let reply = try await connection.request("GET", "/v1/events?kinds=\(kinds)")
                        #expect(reply.problem == "malformed-parameter", "\(kinds)")
                    }
                }
            }
        }

        @Test func tooManyStreamsAreRefusedAndAClosedOneMakesRoom() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.limits.maximumEventStreams = 2
            try await server.run { port in
                try await HTTPConnection.open(port) { first in
                    try await Self.open(first, "/v1/events")
                    try await HTTPConnection.open(port) { second in
                        try await Self.open(second, "/v1/events")
                        try await HTTPConnection.open(port) { third in
                            let refused = try await third.request("GET", "/v1/events")
                            #expect(refused.status == 503 && refused.problem == "too-many-streams")
                            #expect(refused["retry-after"] != nil)
                            #expect(try await third.request("HEAD", "/v1/events").status == 503)
                            #expect(
                                try await third.request("GET", "/health").status == 200,
                                "other requests are served"
                            )
                        }
                    }
                    // The second client has closed its connection. Its place is free as soon as the server notices.
                    var status = 503
                    while status == 503 {
                        status = try await HTTPConnection.open(port) { connection in
                            try await connection.send(HTTPConnection.text("GET", "/v1/events"))
                            return try await connection.head().status
                        }
                    }
                    #expect(status == 200)
                }
            }
        }

        /// The client asks for more events than the buffers of both sides can hold, and reads none of them.
        @Test func aClientThatDoesNotReadIsDisconnected() async throws {
            var server = try RouteServer<JSONSessionValue>(journal: 200_000)
            server.limits.maximumEventStreams = 1
            server.limits.idleTimeout = .seconds(3)
            for number in 0..<100_000 {
                try server.manager.create("a-session-with-a-long-id-\(number)", .null)
            }
            try await server.run { port in
                try await HTTPConnection.open(port) { stalled in
                    try await stalled.send(
                        HTTPConnection.text("GET", "/v1/events", [("Last-Event-ID", "before")])
                    )
                    let head = try await stalled.head()
                    #expect(head.status == 200)
                    // On a busy machine the server may close this connection too, because it is idle for too long.
                    var status: Int?
                    var failure: (any Error)?
                    while (status == nil || status == 503) && !Task.isCancelled {
                        do {
                            status = try await HTTPConnection.open(port) { connection in
                                try await connection.send(HTTPConnection.text("GET", "/v1/events"))
                                return try await connection.head().status
                            }
                        } catch {
                            (status, failure) = (nil, error)
                        }
                        if status != 200 { try? await Task.sleep(for: .milliseconds(2)) }
                    }
                    #expect(status == 200, "the last error: \(failure.map { "\($0)" } ?? "none")")
                }
            }
        }

        /// The response to a HEAD request, which writes no body, releases its place too.
        @Test func aHEADRequestDoesNotCountAsAStream() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.limits.maximumEventStreams = 1
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    for _ in 0..<3 {
                        try await HTTPConnection.open(port) { connection async throws -> Void in
                            #expect(try await connection.request("HEAD", "/v1/events").status == 200)
                        }
                    }
                }
            }
        }

        @Test func streamsEndWithTheManagerAndReportTheReason() async throws {
            let server = try RouteServer<JSONSessionValue>()
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    try await Self.open(connection, "/v1/events")
                    manager.shutdown()
                    let events = try await Self.events(1, connection)
                    #expect(events.map(\.name) == ["shutdown"])
                    #expect(try await connection.chunk() == nil)
                }
            }
        }

        /// A stream does not delay the server's graceful shutdown, for which `run` waits at its end.
        @Test func streamsEndWithTheServer() async throws {
            let server = try RouteServer<JSONSessionValue>()
            let (lines, source) = AsyncStream.makeStream(of: String?.self)
            try await server.run { port in
                let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
                Task {
                    try await HTTPConnection.open(port) { connection in
                        try await Self.open(connection, "/v1/events")
                        beginning.finish()
                        var chunk = try await connection.chunk()
                        // On a slow machine there are heartbeats first.
                        while chunk?.hasPrefix(": ") == true { chunk = try await connection.chunk() }
                        source.yield(chunk)
                        source.finish()
                    }
                }
                for await _ in begun {}
            }
            for await line in lines { #expect(line == nil) }
        }
    }
#endif
