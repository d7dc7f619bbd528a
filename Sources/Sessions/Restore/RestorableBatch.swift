/// Sessions that a store kept, made ready to be taken in, once: what that takes of each and needs no lock is done when
/// it is made, which may be on any thread, and on several at once.
package final class RestorableBatch<Value: Sendable>: Sendable {
    let lives: RestorableLives
    /// By the places of the lives. They are moved on instead of copied, which would count references in memory that
    /// another processor has. `nil` once they are taken.
    private let values: Locked<UnsafeMutablePointer<Value>?>

    fileprivate init(_ contents: consuming Contents) {
        lives = RestorableLives(contents.lives, contents.directory, tooLong: contents.tooLong)
        nonisolated(unsafe) let memory: UnsafeMutablePointer<Value>? = contents.values  // consumed here
        values = Locked(memory)
    }

    deinit {
        guard let values = takeValues() else { return }
        values.deinitialize(count: lives.count)
        values.deallocate()
    }

    /// The values; whoever takes them moves each out and gives the memory back.
    func takeValues() -> UnsafeMutablePointer<Value>? { values.withLock { $0.take() } }

    /// What a batch is made of.
    package struct Contents: ~Copyable {
        fileprivate let directory: ShardDirectory
        fileprivate let values: UnsafeMutablePointer<Value>
        fileprivate var lives: [RestorableLife] = []
        fileprivate var tooLong = 0
        private let capacity: Int

        fileprivate init(_ directory: ShardDirectory, capacity: Int) {
            self.directory = directory
            self.capacity = capacity
            values = .allocate(capacity: capacity)
            lives.reserveCapacity(capacity)
        }

        /// Adds a session; see ``RestorableSession``. There must be room.
        package mutating func append(
            id: String,
            value: Value,
            incarnation: Incarnation,
            createdAt: WallTime,
            lastAccessedAt: WallTime,
            timeouts: Timeouts?
        ) {
            precondition(lives.count < capacity, "the batch is full")
            guard let key = IdentifierKey(id, seed: directory.seed) else {
                tooLong += 1
                return
            }
            (values + lives.count).initialize(to: value)
            lives.append(
                RestorableLife(
                    key: key,
                    place: lives.count,
                    incarnation: incarnation,
                    createdAt: createdAt,
                    lastAccessedAt: lastAccessedAt,
                    extra: Extra(restoring: timeouts)
                )
            )
        }
    }
}

extension SessionManager {
    /// A batch for a restoration of this manager: of sessions in the order of their creation, of which there may be
    /// so many.
    package func restorableBatch(
        capacity: Int,
        _ fill: (inout RestorableBatch<Value>.Contents) -> Void
    ) -> RestorableBatch<Value> {
        var contents = RestorableBatch<Value>.Contents(directory, capacity: capacity)
        fill(&contents)
        return RestorableBatch(contents)
    }
}
