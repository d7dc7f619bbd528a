/// Whether what happened before a moment was delivered.
extension EventLane {
    /// How many events will have been delivered when all that waits now, and what is being delivered, was; `nil`
    /// if nothing is.
    var settled: UInt64? {
        withLock {
            let waiting = UInt64(queue.pointee.count) + (queue.pointee.isDraining ? 1 : 0)
            return waiting > 0 ? queue.pointee.delivered + waiting : nil
        }
    }

    /// Whether so many events were delivered.
    func hasDelivered(_ number: UInt64) -> Bool {
        withLock {
            queue.pointee.delivered >= number || (!queue.pointee.isDraining && queue.pointee.count == 0)
        }
    }
}

extension SessionManager {
    /// Returns when the events of all calls that returned before this one have been delivered. A call may return
    /// before that: while another thread delivers for it.
    ///
    /// - Returns: False if the task was cancelled before.
    package func eventsDelivered() async -> Bool {
        // Plain loops: this code is not specialised, and mostly nothing waits.
        var waiting: [(EventLane<Value>, UInt64)] = []
        if let number = managerLane.settled { waiting.append((managerLane, number)) }
        for shard in shards {
            if let number = shard.lane.settled { waiting.append((shard.lane, number)) }
        }
        var rounds = 0
        while !waiting.isEmpty {
            rounds += 1
            // Mostly it is a matter of microseconds, but an observer may take as long as it likes.
            if rounds < 100 { await Task.yield() } else { try? await Task.sleep(for: .milliseconds(1)) }
            waiting.removeAll { $0.0.hasDelivered($0.1) }
            if !waiting.isEmpty && Task.isCancelled { return false }
        }
        return true
    }
}
