/// Tells whether the events up to a moment were delivered.
extension EventLane {
    /// The lane's count of delivered events once all current ones are delivered; `nil` if none waits or is
    /// being delivered.
    var settled: UInt64? {
        withLock {
            let waiting = UInt64(queue.pointee.count) + (queue.pointee.isDraining ? 1 : 0)
            return waiting > 0 ? queue.pointee.delivered + waiting : nil
        }
    }

    /// Returns whether the lane has delivered this many events, or has nothing left to deliver.
    func hasDelivered(_ number: UInt64) -> Bool {
        withLock {
            queue.pointee.delivered >= number || (!queue.pointee.isDraining && queue.pointee.count == 0)
        }
    }
}

extension SessionManager {
    /// Waits until the events of all calls that returned before this one are delivered.
    ///
    /// A call can return before its own event is delivered, if another thread delivers for it.
    ///
    /// - Returns: False if the task was cancelled before the events were delivered.
    package func eventsDelivered() async -> Bool {
        // Plain loops, because this code is not specialised and usually finds nothing waiting.
        var waiting: [(EventLane<Value>, UInt64)] = []
        if let number = managerLane.settled { waiting.append((managerLane, number)) }
        for shard in shards {
            if let number = shard.lane.settled { waiting.append((shard.lane, number)) }
        }
        var rounds = 0
        while !waiting.isEmpty {
            rounds += 1
            // A delivery usually takes microseconds, but an observer can take any time.
            if rounds < 100 { await Task.yield() } else { try? await Task.sleep(for: .milliseconds(1)) }
            waiting.removeAll { $0.0.hasDelivered($0.1) }
            if !waiting.isEmpty && Task.isCancelled { return false }
        }
        return true
    }
}
