/// Growth and shrinking of the table: records move to a second table, a few groups with each create and
/// each end.
extension ShardIndex {
    /// The number of groups of the old table that each create and each end empties while records move.
    private static let groupsPerStep = 4
    /// The number of groups of the old table that each cleanup empties.
    private static let groupsPerCleanup = 32
    /// The number of groups below which a table doubles instead of growing by half.
    private static let doublingLimit = 64

    /// Makes room for one more record. A full table grows, and the records move a few groups with each
    /// call.
    mutating func makeRoom() {
        moveSomeGroups(Self.groupsPerStep)
        guard table.count >= table.capacity else { return }
        moveSomeGroups(.max)
        // Small tables double: there are many of them, and their unused space is small.
        let more = table.groups < Self.doublingLimit ? table.groups : table.groups / 2
        replaceTable(groups: table.groups + more, hashing: hashing)
        moveSomeGroups(Self.groupsPerStep)
    }

    /// Frees memory after a burst: a table that is less than a quarter full shrinks by half.
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

    /// Moves a few groups if a table stopped growing or shrinking halfway.
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
