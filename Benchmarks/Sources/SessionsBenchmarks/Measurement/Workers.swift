import Synchronization

/// Runs a loop on several threads at once.
enum Workers {
    /// Lets all begin at the same moment, and notes when the first began and the last ended.
    private final class Gate: Sendable {
        let missing: Atomic<Int>
        let begin = Atomic<Int64>(.max)
        let end = Atomic<Int64>(.min)

        init(_ count: Int) { missing = Atomic(count) }

        /// Waits for the others.
        func enter() {
            missing.subtract(1, ordering: .acquiringAndReleasing)
            while missing.load(ordering: .acquiring) > 0 {}
            begin.min(Stopwatch.now, ordering: .relaxed)
        }

        func leave() { end.max(Stopwatch.now, ordering: .relaxed) }
    }

    /// Divides `ids` into as many parts as there are threads and runs `body` on all of them at once.
    ///
    /// There must be a core for each thread: they wait for each other at the start without sleeping.
    ///
    /// - Returns: The time from the first beginning to the last end, in nanoseconds, and the sum of what the
    ///   bodies returned.
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
