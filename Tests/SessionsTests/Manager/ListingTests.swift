import Testing

@testable import Sessions

@Suite("Listings")
struct ListingTests {
    let clock = ManualClock()

    @Test("Pages contain every living session once, while others come and go", arguments: [1, 7, 64, 1_000])
    func pages(_ limit: Int) throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<500 { try manager.create("stays-\(number)", number) }
        for number in 0..<500 { try manager.create("goes-\(number)", number) }
        var seen: [String: Int] = [:]
        var cursor: SessionCursor?
        var turn = 0
        repeat {
            let page = manager.sessions(after: cursor, limit: limit)
            #expect(page.sessions.count <= limit)
            for session in page.sessions { seen[session.id, default: 0] += 1 }
            cursor = page.next
            if turn < 500 {
                try manager.delete("goes-\(turn)")
                try manager.create("comes-\(turn)", turn)
            }
            turn += 1
        } while cursor != nil
        for number in 0..<500 { #expect(seen["stays-\(number)"] == 1) }
        #expect(seen.values.allSatisfy { $0 == 1 })
    }

    @Test("A listing skips dead sessions and does not end them")
    func dead() throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("dead", 1)
        clock.advance(by: .minutes(31))
        try manager.create("living", 2)
        #expect(manager.sessions.map(\.id) == ["living"])
        #expect(manager.count == 2)
    }

    @Test("A filter that excludes no session is empty, even if conditions are set")
    func emptyFilter() {
        func filter(_ set: (inout SessionFilter) -> Void) -> SessionFilter {
            var filter = SessionFilter()
            set(&filter)
            return filter
        }
        #expect(SessionFilter().isEmpty)
        #expect(filter { $0.idPrefix = "" }.isEmpty)
        #expect(filter { $0.minimumAge = .zero }.isEmpty)
        #expect(filter { $0.minimumIdleTime = .seconds(-1) }.isEmpty)
        #expect(!filter { $0.idPrefix = "a" }.isEmpty)
        #expect(!filter { $0.minimumAge = .nanoseconds(1) }.isEmpty)
        #expect(!filter { $0.maximumAge = .zero }.isEmpty)
        #expect(!filter { $0.maximumIdleTime = .seconds(1_000_000_000) }.isEmpty)
    }

    @Test("A cursor can be converted to text and back")
    func cursor() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<10 { try manager.create("\(number)", number) }
        let cursor = try #require(manager.sessions(limit: 3).next)
        #expect(SessionCursor(cursor.description) == cursor)
        for text in ["", ".", "1", "1.", "a.b", "-1.0", "1.2.3", "1.-1"] {
            #expect(SessionCursor(text) == nil)
        }
        let beyond = try #require(SessionCursor("99.0"))
        #expect(manager.sessions(after: beyond, limit: 3).sessions.isEmpty)
    }

    @Test("A filter selects by id, age and idle time, in pages of any size", arguments: [1, 3, 1_000])
    func filter(_ limit: Int) throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<200 { try manager.create("old-\(number)", number) }
        clock.advance(by: .minutes(10))
        for number in 0..<200 { try manager.create("new-\(number)", number) }
        for number in 0..<100 { manager.touch("old-\(number)") }
        clock.advance(by: .minutes(5))

        func ids(_ change: (inout SessionFilter) -> Void) -> [String] {
            var filter = SessionFilter()
            change(&filter)
            var ids: [String] = []
            var cursor: SessionCursor?
            repeat {
                let page = manager.sessions(matching: filter, after: cursor, limit: limit, scanLimit: 100)
                #expect(page.sessions.count <= limit)
                ids += page.sessions.map(\.id)
                cursor = page.next
            } while cursor != nil
            #expect(Set(manager.sessions(matching: filter).map(\.id)) == Set(ids))
            #expect(manager.count(matching: filter) == ids.count)
            var counted = 0
            var place: SessionCursor?
            repeat {
                let step = manager.count(matching: filter, after: place, scanLimit: 100)
                counted += step.count
                place = step.next
            } while place != nil
            #expect(counted == ids.count)
            #expect(Set(ids).count == ids.count)
            return ids
        }
        #expect(ids { _ in }.count == 400)
        #expect(ids { $0.idPrefix = "new-1" }.count == 111)
        #expect(ids { $0.minimumAge = .minutes(15) }.count == 200)
        #expect(ids { $0.minimumAge = .minutes(15) + .nanoseconds(1) }.isEmpty)
        #expect(ids { $0.maximumAge = .minutes(5) }.allSatisfy { $0.hasPrefix("new-") })
        #expect(ids { $0.minimumIdleTime = .minutes(6) }.count == 100)
        #expect(ids { $0.maximumIdleTime = .minutes(5) }.count == 300)
        #expect(
            ids {
                $0.idPrefix = "old-"
                $0.maximumIdleTime = .minutes(5)
            }.count == 100
        )
        #expect(ids { ($0.minimumAge, $0.maximumAge) = (.minutes(9), .minutes(8)) }.isEmpty)
        let beyond = try #require(SessionCursor("3.9223372036854775807"))
        #expect(manager.sessions(after: beyond, limit: 1_000).sessions.count < 400)
        manager.shutdown()
    }

    @Test("A deletion by filter ends the selected living sessions and returns their number")
    func deleteByFilter() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<100 { try manager.create("a-\(number)", number) }
        for number in 0..<50 { try manager.create("b-\(number)", number) }
        var filter = SessionFilter()
        filter.idPrefix = "a-"
        var deleted = 0
        var cursor: SessionCursor?
        repeat {
            let step = try manager.delete(matching: filter, after: cursor, scanLimit: 1)
            deleted += step.deleted
            cursor = step.next
        } while cursor != nil
        #expect(deleted == 100)
        #expect(manager.count == 50)
        #expect(manager.metrics().ended[.deleted] == 100)
        filter.idPrefix = "b-1"
        #expect(try manager.delete(matching: filter) == 11)
        #expect(manager.count == 39)

        clock.advance(by: .minutes(31))
        #expect(try manager.delete(matching: SessionFilter()) == 0)
        #expect(manager.count == 39, "dead sessions are left to the cleanup")
        manager.shutdown()
        #expect(throws: SessionError.self) { try manager.delete(matching: filter) }
    }

    @Test("The largest values come first")
    func sizes() throws {
        struct Chat: Sendable {
            var title: String
            var messages: [String]
        }
        let manager = SessionManager<Chat>(clock: clock)
        for number in 0..<20 {
            let messages = [String](repeating: String(repeating: "m", count: 100), count: number)
            try manager.create("conv-\(number)", Chat(title: "t", messages: messages))
        }
        let largest = manager.sizes(top: 3)
        #expect(largest.map(\.id) == ["conv-19", "conv-18", "conv-17"])
        #expect(largest[0].bytes > 1_900 && largest[0].bytes < 2_600)
        #expect(manager.sizes(top: 2) { -$0.messages.count }.map(\.id) == ["conv-0", "conv-1"])
        #expect(manager.sizes(top: 0).isEmpty)
    }

    @Test("Objects in a reference cycle are measured up to a limit")
    func circles() {
        final class Node: @unchecked Sendable {  // used on one thread only
            var neighbours: [Node] = []
        }
        let nodes = (0..<5).map { _ in Node() }
        for node in nodes { node.neighbours = nodes }
        defer { for node in nodes { node.neighbours = [] } }
        let bytes = ByteEstimate.bytes(of: nodes[0])
        #expect(bytes > 0 && bytes <= ByteEstimate.partLimit * 64)
    }
}
