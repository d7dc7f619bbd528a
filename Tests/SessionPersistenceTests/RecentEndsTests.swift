import SessionPersistence
import Sessions
import Testing

@Suite struct RecentEndsTests {
    @Test func anEndAppliesToEarlierIncarnations() {
        var ends = RecentEnds()
        ends.insert("a", Incarnation(rawValue: 5))
        ends.insert("a", Incarnation(rawValue: 3))
        #expect(ends.covers("a", Incarnation(rawValue: 5)))
        #expect(ends.covers("a", Incarnation(rawValue: 4)))
        #expect(!ends.covers("a", Incarnation(rawValue: 6)))
        #expect(!ends.covers("b", Incarnation(rawValue: 1)))
    }

    @Test func theOldestIsForgottenPastTheLimit() {
        var ends = RecentEnds()
        for number in 0...RecentEnds.limit {
            ends.insert("\(number)", Incarnation(rawValue: UInt64(number)))
        }
        #expect(!ends.covers("0", Incarnation(rawValue: 0)))
        #expect(ends.covers("1", Incarnation(rawValue: 1)))
        #expect(ends.covers("\(RecentEnds.limit)", Incarnation(rawValue: 0)))
    }

    @Test func anIdIsForgottenByItsNewestEnd() {
        var ends = RecentEnds()
        for number in 0..<RecentEnds.limit {
            ends.insert("\(number)", Incarnation(rawValue: UInt64(number)))
        }
        // It ends again, so the next one is now the oldest.
        ends.insert("0", Incarnation(rawValue: 1_000_000))
        ends.insert("another", Incarnation(rawValue: 1))
        let known = (0...2).map { ends.covers("\($0)", Incarnation(rawValue: UInt64($0))) }
        #expect(known == [true, false, true])
        // An end that is reported late doesn't become the newest.
        ends.insert("2", Incarnation(rawValue: 1))
        ends.insert("yet another", Incarnation(rawValue: 1))
        let isKnown = ends.covers("2", Incarnation(rawValue: 2))
        #expect(!isKnown)
    }

    @Test func anyEndsAreRememberedInTheOrderOfTheNewest() {
        var random = SystemRandomNumberGenerator()
        var ends = RecentEnds(limit: 8)
        var newest: [(id: String, incarnation: UInt64)] = []
        for number in UInt64(1)...2_000 {
            let id = "\(Int.random(in: 0..<12, using: &random))"
            ends.insert(id, Incarnation(rawValue: number))
            newest.removeAll { $0.id == id }
            newest.append((id, number))
            if newest.count > 8 { newest.removeFirst() }
            for id in (0..<12).map(String.init) {
                let known = newest.first { $0.id == id }?.incarnation
                #expect(ends.covers(id, Incarnation(rawValue: 1)) == (known != nil))
                if let known { #expect(!ends.covers(id, Incarnation(rawValue: known + 1))) }
            }
        }
    }
}
