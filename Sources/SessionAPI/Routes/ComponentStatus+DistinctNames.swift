import Sessions

extension [ComponentStatus] {
    /// The parts, each under a name that no other part of its kind has.
    ///
    /// Of several with one name, such as two observers of one type, the second becomes `NAME#2`: equal names would
    /// make equal series, and Prometheus refuses all metrics then.
    var withDistinctNames: [ComponentStatus] {
        var taken: [ComponentStatus.Kind: Set<String>] = [:]
        for part in self { taken[part.kind, default: []].insert(part.name) }
        var seen: [ComponentStatus.Kind: Set<String>] = [:]
        return map { part in
            guard !seen[part.kind, default: []].insert(part.name).inserted else { return part }
            var part = part
            let name = part.name
            var ordinal = 1
            repeat {
                ordinal += 1
                part.name = "\(name)#\(ordinal)"
            } while !taken[part.kind, default: []].insert(part.name).inserted
            return part
        }
    }
}
