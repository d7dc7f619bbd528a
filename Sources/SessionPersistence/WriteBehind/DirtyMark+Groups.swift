extension [SessionIdentifier: DirtyMark] {
    /// The groups of marks that must be written in one transaction.
    ///
    /// A row that moves to another id has to stay until it has moved. So a mark with rows to move forms a
    /// group with the marks of the ids under which those rows are stored.
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
                // An id without a mark connects the marks that want its row.
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
