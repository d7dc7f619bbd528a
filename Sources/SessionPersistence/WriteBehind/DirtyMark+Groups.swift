extension [SessionIdentifier: DirtyMark] {
    /// The marks that belong into one transaction, for all that have rows that become theirs.
    ///
    /// Such a row has to be there until it has moved. So a mark makes a group with those of the ids that its rows are
    /// kept under.
    var groups: [[SessionIdentifier]] {
        var owners: [SessionIdentifier: [SessionIdentifier]] = [:]
        for (id, mark) in self {
            for row in mark.previous { owners[row.id, default: []].append(id) }
        }
        var seen: Set<SessionIdentifier> = []
        var groups: [[SessionIdentifier]] = []
        for (id, mark) in self where !mark.previous.isEmpty && !seen.contains(id) {
            var group: [SessionIdentifier] = []
            var next = [id]
            while let id = next.popLast() {
                // An id without a mark joins those who want its row.
                guard seen.insert(id).inserted else { continue }
                next += owners[id] ?? []
                guard let mark = self[id] else { continue }
                group.append(id)
                next += mark.previous.map(\.id)
            }
            groups.append(group)
        }
        return groups
    }
}
