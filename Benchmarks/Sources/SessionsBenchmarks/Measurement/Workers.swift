import Synchronization

/// Runs a loop on several threads at once.
enum Workers {
    /// Starts all threads at the same moment, and records when the first started and the last ended.
    private final class Gate: Sendable {
        let missing: Atomic<Int>
        let begin = Atomic<Int64>(.max)
        let end = Atomic<Int64>(.min)

        init(_ count: Int) { missing = Atomic(count) }

        /// Waits until all threads have arrived.
        func enter() {
            missing.subtract(1, ordering: .acquiringAndReleasing)
            while missing.load(ordering: .acquiring) > 0 {}
            begin.min(Stopwatch.now, ordering: .relaxed)
        }

        func leave() { end.max(Stopwatch.now, ordering: .relaxed) }
    }

    /// Divides `ids` into one part per thread and runs `body` on all parts at once.
    ///
    /// Each thread needs a core, because the threads wait for each other at the start without sleeping.
    ///
    /// - Returns: The time from the first start to the last end, in nanoseconds, and the sum of the results.
    static func run(
        _ threads: Int,
        over ids: ArraySlice<String>,
        _ body: @escaping @Sendable (_ thread: Int, _ ids: ArraySlice<String>) async -> Int
    ) async -> (nanoseconds: Int64, hits: Int) {
        let gate = Gate(threads)
        let hits = await withTaskGroup(of: Int.self) { group in
            for thread in 0..<threads {
                let begin = ids.startIndex + ids.count * thread / threads
                let end = ids.startIndex + ids.count * (thread + 1) / threads
                let part = ids[begin..<end]
                group.addTask {
                    gate.enter()
                    let hits = await body(thread, part)
                    gate.leave()
                    return hits
                }
            }
            return await group.reduce(0, +)
        }
        let time = gate.end.load(ordering: .relaxed) - gate.begin.load(ordering: .relaxed)
        return (time, hits)
    }
}
