/// Stored sessions, prepared to be restored once.
///
/// Creating a batch does the work that needs no lock. You may create batches on several threads at once.
package final class RestorableBatch<Value: Sendable>: Sendable {
    let entries: RestorableEntries
    /// The values, indexed by ``RestorableEntry/place``; `nil` once they are taken.
    ///
    /// They are moved rather than copied: a copy would change reference counts in another processor's cache.
    private let values: Locked<UnsafeMutablePointer<Value>?>

    init(_ contents: consuming Contents) {
        entries = RestorableEntries(contents.entries, contents.directory, invalid: contents.invalid)
        nonisolated(unsafe) let memory: UnsafeMutablePointer<Value>? = contents.values  // consumed here
        values = Locked(memory)
    }

    deinit {
        guard let values = takeValues() else { return }
        values.deinitialize(count: entries.count)
        values.deallocate()
    }

    /// Takes the values. The caller must move or deinitialize each value and deallocate the memory.
    func takeValues() -> UnsafeMutablePointer<Value>? { values.withLock { $0.take() } }

    /// The contents of a batch while it is filled.
    package struct Contents: ~Copyable {
        fileprivate let directory: ShardDirectory
        fileprivate let values: UnsafeMutablePointer<Value>
        fileprivate var entries: [RestorableEntry] = []
        fileprivate var invalid = 0
        private let capacity: Int

        init(_ directory: ShardDirectory, capacity: Int) {
            self.directory = directory
            self.capacity = capacity
            values = .allocate(capacity: capacity)
            entries.reserveCapacity(capacity)
        }

        /// Adds a session, with the properties of ``RestorableSession``. The batch must not be full.
        package mutating func append(
            id: String,
            value: Value,
            version: SessionVersion,
            createdAt: WallTime,
            lastAccessedAt: WallTime,
            timeouts: Timeouts?,
            attributes: SessionAttributes? = nil
        ) {
            precondition(entries.count < capacity, "the batch is full")
            guard
                let key = IdentifierKey(id, seed: directory.seed),
                (try? attributes?.validate()) != nil || attributes == nil
            else {
                invalid += 1
                return
            }
            (values + entries.count).initialize(to: value)
            entries.append(
                RestorableEntry(
                    key: key,
                    place: entries.count,
                    version: version,
                    createdAt: createdAt,
                    lastAccessedAt: lastAccessedAt,
                    overrides: SparseFields(restoring: timeouts),
                    attributes: attributes.flatMap { directory.environment.keep($0, handle: $0.handle) }
                )
            )
        }
    }
}
