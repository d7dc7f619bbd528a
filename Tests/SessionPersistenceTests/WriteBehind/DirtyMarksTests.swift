import Sessions
import Testing

@testable import SessionPersistence

@Suite struct DirtyMarksTests {
    private let a = SessionIdentifier("a")
    private let b = SessionIdentifier("b")
    private let c = SessionIdentifier("c")
    private let one = Incarnation(rawValue: 1)
    private let two = Incarnation(rawValue: 2)

    private let three = Incarnation(rawValue: 3)

    private func marks(_ changes: (inout DirtyMarks) -> Void) -> [SessionIdentifier: DirtyMark] {
        var marks = DirtyMarks()
        changes(&marks)
        return marks.marks
    }

    /// Acts like a failed transaction with all marks.
    private func fail(_ marks: inout DirtyMarks, _ meanwhile: (inout DirtyMarks) -> Void = { _ in }) {
        let order = marks.takeAll()
        _ = marks.begin(order[...])
        meanwhile(&marks)
        _ = marks.giveBack()
    }

    private func put(
        _ incarnation: Incarnation,
        mayBeStored: Bool,
        previous: [DirtyMark.Previous] = []
    ) -> DirtyMark {
        DirtyMark(change: .put, incarnation: incarnation, mayBeStored: mayBeStored, previous: previous)
    }

    private func gone(_ change: DirtyMark.Change, _ incarnation: Incarnation) -> DirtyMark {
        DirtyMark(change: change, incarnation: incarnation, mayBeStored: true)
    }

    @Test func newSessionsAreNotStored() {
        #expect(marks { $0.created(a, one) } == [a: put(one, mayBeStored: false)])
    }

    @Test func unmarkedSessionsAreStored() {
        #expect(marks { $0.updated(a, one) } == [a: put(one, mayBeStored: true)])
        #expect(marks { $0.accessed(a, one) } == [a: gone(.accessed, one)])
        #expect(marks { $0.ended(a, one) } == [a: gone(.ended, one)])
    }

    /// The rotation of the earlier session is reported after the end of the later one.
    @Test func anEndedSessionIsNotAddedWhenAnEarlierOneIsRemovedLater() {
        let left = marks { marks in
            marks.forgetStored()
            marks.ended(a, two)
            marks.renamed(a, one, to: b, three)
            marks.add([(a, two)])
        }
        #expect(left.keys.contains(b) && left[a]?.change != .put)
    }

    /// A mark of a session that isn't held would wait for an event that has already come.
    @Test func onlyHeldSessionsAreRefreshed() throws {
        let manager = try SessionManager<String>(policy: SessionPolicy(), clock: ManualClock())
        let held = try manager.create("b", "").incarnation
        try manager.create("c", "")
        let left = marks { marks in
            marks.renamed(a, one, to: c, two)
            marks.ended(c, two)
            marks.refresh([("a", one), ("b", held), ("c", two)], heldBy: manager)
        }
        #expect(left[a]?.change == .left)
        #expect(left[b] == gone(.accessed, held))
        #expect(left[c] == nil)
    }

    @Test func aSessionThatWasNeverStoredLeavesNoMark() {
        let left = marks { marks in
            marks.created(a, one)
            marks.updated(a, one)
            marks.accessed(a, one)
            marks.ended(a, one)
        }
        #expect(left.isEmpty)
    }

    @Test func aLifeAfterAStoredOneReplacesItsRow() {
        let left = marks { marks in
            marks.ended(a, one)
            marks.created(a, two)
        }
        #expect(left == [a: put(two, mayBeStored: true)])
        let none = marks { marks in
            marks.ended(a, one)
            marks.created(a, two)
            marks.ended(a, two)
        }
        #expect(none == [a: gone(.ended, two)])
    }

    @Test func anAccessDoesNotHideAChange() {
        let left = marks { marks in
            marks.updated(a, one)
            marks.accessed(a, one)
        }
        #expect(left[a]?.change == .put)
    }

    @Test func aStoredRowIsRenamed() {
        let left = marks { $0.renamed(a, one, to: b, one) }
        #expect(left == [b: put(one, mayBeStored: false, previous: [.init(id: a, incarnation: one)])])
    }

    @Test func aChainOfNamesMovesTheRowOnce() {
        let left = marks { marks in
            marks.renamed(a, one, to: b, two)
            marks.renamed(b, two, to: c, three)
        }
        #expect(left == [c: put(three, mayBeStored: false, previous: [.init(id: a, incarnation: one)])])
    }

    @Test func aRenamedUnstoredSessionIsNew() {
        let left = marks { marks in
            marks.created(a, one)
            marks.renamed(a, one, to: b, two)
        }
        #expect(left == [b: put(two, mayBeStored: false)])
    }

    @Test func theEndOfARenamedSessionEndsTheRowOfItsOldName() {
        let left = marks { marks in
            marks.renamed(a, one, to: b, two)
            marks.ended(b, two)
        }
        #expect(left == [a: gone(.left, one)])
    }

    @Test func theEndOfARenamedSessionIsKeptWhenItsOldNameIsReused() {
        let left = marks { marks in
            marks.renamed(a, one, to: b, one)
            marks.created(a, two)
            marks.ended(b, one)
            marks.ended(a, two)
        }
        #expect(left == [a: gone(.ended, two)])
    }

    @Test func aCircularRenameKeepsTheRow() {
        let left = marks { marks in
            marks.renamed(a, one, to: b, one)
            marks.renamed(b, one, to: a, two)
        }
        #expect(left == [a: put(two, mayBeStored: true)])
    }

    @Test func anUnknownOutcomeMayHaveLeftTheRowInTwoPlaces() {
        var marks = DirtyMarks()
        marks.renamed(a, one, to: b, two)
        fail(&marks)
        marks.renamed(b, two, to: c, three)
        let rows: [DirtyMark.Previous] = [.init(id: a, incarnation: one), .init(id: b, incarnation: two)]
        #expect(marks.marks == [c: put(three, mayBeStored: false, previous: rows)])
        marks.ended(c, three)
        #expect(marks.marks == [a: gone(.left, one), b: gone(.left, two)])
    }

    @Test func aRenameAndItsNewRowShareATransaction() {
        var marks = DirtyMarks()
        for number in 0..<50 { marks.created(SessionIdentifier("\(number)"), one) }
        marks.renamed(a, one, to: b, two)
        marks.renamed(c, one, to: SessionIdentifier("d"), two)
        marks.created(a, two)
        let order = marks.takeAll()
        #expect(order.count == 53)
        #expect(marks.marks.isEmpty)
        // The groups come first.
        #expect(order[0..<3].map(\.joins).filter { $0 }.count == 1)
        #expect(order[3...].allSatisfy { !$0.joins })
        let place = order.firstIndex { $0.joins } ?? 0
        #expect(Set(order[place - 1...place].map(\.id)) == [a, b])
    }

    @Test func aGroupWaitsForAllItsEvents() {
        var marks = DirtyMarks()
        marks.renamed(a, one, to: b, two)
        let order = marks.takeAll()
        _ = marks.begin(order[...])
        marks.postpone([b], with: [])
        marks.committed(order[...], isLast: true)
        marks.created(a, two)
        marks.created(c, one)
        #expect(marks.takeAll().map(\.id) == [c])
        #expect(marks.ready == 0)
        // Flushes wait for both.
        marks.ended(b, two)
        #expect(marks.marks[a]?.owedSince != nil)
    }

    @Test func aPostponedMarkIsWrittenAfterItsEvent() {
        var marks = DirtyMarks()
        marks.renamed(a, one, to: b, two)
        let order = marks.takeAll()
        _ = marks.begin(order[...])
        marks.postpone([b], with: [])
        marks.committed(order[...], isLast: true)
        marks.created(a, two)
        _ = marks.takeAll()
        #expect(marks.ready == 0)
        marks.renamed(b, two, to: SessionIdentifier("d"), one)
        #expect(marks.ready == 2)
    }

    @Test func failedMarksReturnBelowNewerOnes() {
        var marks = DirtyMarks()
        marks.created(a, one)
        marks.created(b, one)
        marks.updated(c, one)
        fail(&marks) { marks in
            marks.ended(a, one)
            marks.accessed(b, one)
        }
        #expect(marks.marks[a]?.change == .ended && marks.marks[a]?.mayBeStored == true)
        #expect(marks.marks[b] == put(one, mayBeStored: true))
        #expect(marks.marks[c] == put(one, mayBeStored: true))
    }

    @Test func failedMarksDoNotReturnUnderAnOldID() {
        var marks = DirtyMarks()
        marks.updated(a, one)
        fail(&marks) { $0.renamed(a, one, to: b, two) }
        #expect(Set(marks.marks.keys) == [b])
        #expect(marks.marks[b]?.previous == [.init(id: a, incarnation: one)])
    }

    @Test func untriedMarksAreNotStored() {
        var marks = DirtyMarks()
        marks.created(a, one)
        _ = marks.takeAll()
        _ = marks.giveBack()
        #expect(marks.marks[a] == put(one, mayBeStored: false))
    }

    @Test func aSessionThatEndsBeforeItsTransactionNeedsNoMark() {
        var marks = DirtyMarks()
        marks.created(a, one)
        let order = marks.takeAll()
        marks.ended(a, one)
        #expect(marks.count == 0)
        #expect(marks.begin(order[...]).isEmpty)
    }

    @Test func anEmptyStoreNeedsOnlyLivingSessions() {
        var marks = DirtyMarks()
        marks.ended(a, one)
        marks.accessed(b, one)
        marks.forgetStored()
        marks.add([(b, one), (c, one)])
        #expect(marks.marks == [b: put(one, mayBeStored: false), c: put(one, mayBeStored: false)])
    }

    @Test func accessesWhileEverythingIsMarkedAreMarkedToo() {
        let left = marks { marks in
            marks.forgetStored()
            marks.accessed(a, one)
            marks.add([(a, one)])
        }
        #expect(left[a]?.change == .put)
    }

    @Test func endsWhileEverythingIsMarkedAreNotMarkedAgain() {
        let left = marks { marks in
            marks.forgetStored()
            marks.renamed(a, one, to: b, one)
            marks.add([(a, one), (b, one)])
        }
        #expect(Set(left.keys) == [b])
    }

    @Test func aSessionStoredBeforeItsCreatedEventIsKept() {
        var marks = DirtyMarks()
        marks.forgetStored()
        marks.add([(a, one)])
        marks.addedAll()
        let order = marks.takeAll()
        _ = marks.begin(order[...])
        marks.committed(order[...], isLast: true)
        marks.created(a, one)
        marks.caughtUp()
        marks.ended(a, one)
        #expect(marks.marks == [a: gone(.ended, one)])
    }
}

extension SessionValueCoding<Int> {
    fileprivate static let number = SessionValueCoding(encode: { Array("\($0)".utf8) }, decode: { $0.count })
}
