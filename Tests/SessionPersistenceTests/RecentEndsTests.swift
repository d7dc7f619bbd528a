import SessionPersistence
import Sessions
import Testing

@Suite struct RecentEndsTests {
    @Test func anEndCoversWhatLivedBeforeIt() {
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
}
