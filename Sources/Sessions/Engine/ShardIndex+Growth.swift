/// How the table grows and shrinks: into a second one, a few groups with each create and each end.
extension ShardIndex {
    /// How many groups of the old table each create and each end empties while the table grows.
    private static let groupsPerStep = 4
    /// And each cleanup.
    private static let groupsPerCleanup = 32
    /// A table of fewer groups doubles instead of growing by half.
    private static let doublingLimit = 64

    /// Makes sure that the table takes one more record; grows by half, a few groups with each call.
    mutating func makeRoom() {
        moveSomeGroups(Self.groupsPerStep)
        guard table.count >= table.capacity else { return }
        moveSomeGroups(.max)
        // Small tables double: they are many, and what they leave empty is little.
        let more = table.groups < Self.doublingLimit ? table.groups : table.groups / 2
        replaceTable(groups: table.groups + more, hashing: hashing)
        moveSomeGroups(Self.groupsPerStep)
    }

    /// Gives back memory after a burst: a table that is less than a quarter full shrinks by half.
    mutating func shrinkIfSparse() {
        if old != nil {
            moveSomeGroups(Self.groupsPerStep)
        } else if table.groups > Self.smallestTable && table.count < table.capacity / 4 {
            replaceTable(groups: table.groups / 2, hashing: hashing)
        }
    }

    @inline(never)
    mutating func changeToKeyedHash() {
        moveSomeGroups(.max)
        replaceTable(groups: table.groups, hashing: .keyed)
    }

    /// Brings a table that stopped growing halfway a step further.
    mutating func finishGrowth() {
        if old != nil { moveSomeGroups(Self.groupsPerCleanup) }
    }

    private mutating func replaceTable(groups: Int, hashing: Hashing) {
        old = table
        oldHashing = self.hashing
        emptied = 0
        table = SessionTable(groups: groups)
        self.hashing = hashing
    }

    private mutating func moveSomeGroups(_ count: Int) {
        guard var old else { return }
        let changesHash = hashing != oldHashing
        var left = count
        while emptied < old.groups && left > 0 {
            old.removeGroup(emptied) { record in
                let hash = hash(record.pointee, hashing)
                if changesHash { links[record.pointee.slot].pointee.hash = hash }
                table.insert(hash).record.initialize(to: record.pointee)
            }
            emptied += 1
            left -= 1
        }
        if emptied == old.groups {
            old.deallocate()
            self.old = nil
        } else {
            self.old = old
        }
    }
}
