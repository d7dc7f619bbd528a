import Sessions
import Testing

@testable import SessionPersistence

@Suite struct DirtyMarksTests {
    private let a = SessionIdentifier("a")
    private let b = SessionIdentifier("b")
    private let c = SessionIdentifier("c")
    private let one = Incarnation(rawValue: 1)
    private let two = Incarnation(rawValue: 2)

    private func marks(_ changes: (inout DirtyMarks) -> Void) -> [SessionIdentifier: DirtyMark] {
        var marks = DirtyMarks()
        changes(&marks)
        return marks.marks
    }

    @Test func whatIsNewIsNotStored() {
        #expect(marks { $0.created(a) } == [a: DirtyMark(change: .put, mayBeStored: false)])
    }

    @Test func whatHasNoMarkIsStored() {
        #expect(marks { $0.updated(a) } == [a: DirtyMark(change: .put, mayBeStored: true)])
        #expect(marks { $0.accessed(a) } == [a: DirtyMark(change: .accessed, mayBeStored: true)])
        #expect(marks { $0.ended(a, one) } == [a: DirtyMark(change: .ended(one), mayBeStored: true)])
    }

    @Test func whatNeverReachedTheStoreLeavesNoMark() {
        let left = marks { marks in
            marks.created(a)
            marks.updated(a)
            marks.accessed(a)
            marks.ended(a, one)
        }
        #expect(left.isEmpty)
    }

    @Test func aLifeAfterAStoredOneReplacesItsRow() {
        let left = marks { marks in
            marks.ended(a, one)
            marks.created(a)
        }
        #expect(left == [a: DirtyMark(change: .put, mayBeStored: true)])
        let none = marks { marks in
            marks.ended(a, one)
            marks.created(a)
            marks.ended(a, two)
        }
        #expect(none == [a: DirtyMark(change: .ended(two), mayBeStored: true)])
    }

    @Test func anAccessDoesNotHideAChange() {
        let left = marks { marks in
            marks.updated(a)
            marks.accessed(a)
        }
        #expect(left[a]?.change == .put)
    }

    @Test func aStoredRowIsRenamed() {
        let left = marks { $0.renamed(a, b, one) }
        #expect(
            left == [
                b: DirtyMark(change: .put, mayBeStored: false, previous: .init(id: a, incarnation: one))
            ]
        )
    }

    @Test func aChainOfNamesMovesTheRowOnce() {
        let left = marks { marks in
            marks.renamed(a, b, one)
            marks.renamed(b, c, two)
        }
        #expect(
            left == [
                c: DirtyMark(change: .put, mayBeStored: false, previous: .init(id: a, incarnation: one))
            ]
        )
    }

    @Test func whatWasNotStoredIsJustNewUnderItsName() {
        let left = marks { marks in
            marks.created(a)
            marks.renamed(a, b, one)
        }
        #expect(left == [b: DirtyMark(change: .put, mayBeStored: false)])
    }

    @Test func theEndOfARenamedSessionEndsTheRowOfItsOldName() {
        let left = marks { marks in
            marks.renamed(a, b, one)
            marks.ended(b, two)
        }
        #expect(left == [a: DirtyMark(change: .ended(one), mayBeStored: true)])
    }

    @Test func theRenamedAreTakenFirst() {
        var marks = DirtyMarks()
        for number in 0..<50 { marks.created(SessionIdentifier("\(number)")) }
        marks.renamed(a, b, one)
        marks.created(a)
        let taken = marks.takeAll()
        #expect(taken.count == 52)
        #expect(taken.first?.id == b)
        #expect(marks.isEmpty)
    }

    @Test func whatFailedComesBackUnderWhatIsNewer() {
        var marks = DirtyMarks()
        marks.created(a)
        marks.created(b)
        marks.updated(c)
        let taken = marks.takeAll()
        marks.ended(a, one)
        marks.accessed(b)
        marks.giveBack(taken, tried: taken.count)
        #expect(marks.marks[a] == DirtyMark(change: .ended(one), mayBeStored: true))
        #expect(marks.marks[b] == DirtyMark(change: .put, mayBeStored: true))
        #expect(marks.marks[c] == DirtyMark(change: .put, mayBeStored: true))
    }

    @Test func whatWasNotTriedIsNotStored() {
        var marks = DirtyMarks()
        marks.created(a)
        let taken = marks.takeAll()
        marks.giveBack(taken, tried: 0)
        #expect(marks.marks[a] == DirtyMark(change: .put, mayBeStored: false))
    }

    @Test func aStoreThatLostEverythingNeedsOnlyWhatLives() {
        var marks = DirtyMarks()
        marks.ended(a, one)
        marks.accessed(b)
        marks.forgetStored()
        marks.add([b, c])
        #expect(
            marks.marks == [
                b: DirtyMark(change: .put, mayBeStored: false),
                c: DirtyMark(change: .put, mayBeStored: false),
            ]
        )
    }
}
