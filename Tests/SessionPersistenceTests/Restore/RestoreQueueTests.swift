import Sessions
import Testing

@testable import SessionPersistence

@Suite struct RestoreQueueTests {
    private let manager = SessionManager<Int>(clock: ManualClock())

    private func batch(_ number: Int) -> [StoredSession] {
        [
            StoredSession(
                id: "\(number)",
                incarnation: Incarnation(rawValue: UInt64(number)),
                createdAt: WallTime(nanosecondsSinceEpoch: 0),
                lastAccessedAt: WallTime(nanosecondsSinceEpoch: 0),
                value: []
            )
        ]
    }

    /// Returns a batch that is recognised by its count.
    private func decoded(_ number: Int) -> RestoreQueue<Int>.Decoded {
        RestoreQueue.Decoded(
            batch: manager.restorableBatch(capacity: 0) { _ in },
            count: number,
            undecodable: 0,
            firstError: nil
        )
    }

    private func describe(_ step: RestoreQueue<Int>.Step?) -> String {
        switch step {
        case .decode(let number, let sessions): "decode \(number) \(sessions.map(\.id))"
        case .takeIn(let decoded): "take in \(decoded.count)"
        case nil: "nothing"
        }
    }

    @Test func batchesAreTakenInOneAtATimeAndInOrder() {
        var queue = RestoreQueue<Int>()
        for number in 0..<3 { queue.append(batch(number)) }
        #expect(describe(queue.next()) == #"decode 0 ["0"]"#)
        #expect(describe(queue.next()) == #"decode 1 ["1"]"#)
        #expect(describe(queue.next()) == #"decode 2 ["2"]"#)
        #expect(describe(queue.next()) == "nothing")
        queue.didDecode(2, decoded(2))
        queue.didDecode(1, decoded(1))
        #expect(!queue.hasNext)
        #expect(describe(queue.next()) == "nothing")
        queue.didDecode(0, decoded(0))
        #expect(queue.hasNext)
        #expect(describe(queue.next()) == "take in 0")
        #expect(!queue.hasNext)
        #expect(describe(queue.next()) == "nothing")
        queue.didTakeIn()
        #expect(describe(queue.next()) == "take in 1")
        queue.didTakeIn()
        #expect(describe(queue.next()) == "take in 2")
        queue.didTakeIn()
        #expect(describe(queue.next()) == "nothing")
    }

    @Test func decodedBatchesAreTakenInFirst() {
        var queue = RestoreQueue<Int>()
        queue.append(batch(0))
        _ = queue.next()
        queue.append(batch(1))
        queue.didDecode(0, decoded(0))
        #expect(describe(queue.next()) == "take in 0")
        #expect(queue.hasNext)
        #expect(describe(queue.next()) == #"decode 1 ["1"]"#)
    }

    /// Batches count in every stage.
    @Test func batchesCountUntilTheyAreTakenIn() {
        var queue = RestoreQueue<Int>()
        for number in 0..<RestoreQueue<Int>.limit {
            #expect(!queue.isFull)
            queue.append(batch(number))
        }
        #expect(queue.isFull)
        _ = queue.next()
        queue.didDecode(0, decoded(0))
        #expect(queue.isFull)
        #expect(describe(queue.next()) == "take in 0")
        #expect(queue.isFull)
        queue.didTakeIn()
        #expect(!queue.isFull)
    }
}
