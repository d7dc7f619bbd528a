/// Tells whether all events up to a moment have been delivered.
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
