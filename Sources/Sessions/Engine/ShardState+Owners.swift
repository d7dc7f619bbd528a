/// A session of an owner that may end to make room for another.
struct OwnerVictim {
    let member: GroupMember
    /// The last access with which it was chosen; `nil` if a later access doesn't matter.
    var lastAccessed: Int64?
}

/// The limit on the sessions of an owner.
extension ShardState {
    /// What a create needs to know of a session that it might end to make room.
    enum Candidate {
        /// The session is dead.
        case dead
        /// The session is alive, and was last accessed at this time.
        case alive(lastAccessed: Int64)
        /// A lease holds the session.
        case leased
        /// The session has left the group or its place.
        case gone
    }

    /// Returns what a create needs to know of a member of the owner's group.
    func candidate(_ member: GroupMember, of owner: GroupKey, in operation: OperationContext) -> Candidate {
        guard environment.groups.has(member, in: owner) else { return .gone }
        let record = head.index.pointee.record(member.place.slot)
        guard head.index.pointee.isAlive(record, at: operation.now) else { return .dead }
        if (head.index.pointee.overrides(record)?.leases ?? 0) > 0 { return .leased }
        return .alive(lastAccessed: record.pointee.lastAccessed)
    }

    /// Ends a member of the owner's group, as expired if it is dead and as evicted otherwise, unless it was used since it
    /// was chosen. Reserves its place, unless the owner has more sessions than the policy allows.
    mutating func makeRoom(
        _ victim: OwnerVictim,
        of owner: GroupKey,
        cause: SessionEvent<Value>.Cause,
        _ place: inout OwnerPlace,
        in operation: OperationContext
    ) {
        guard !head.index.pointee.isClosed else { return }
        switch candidate(victim.member, of: owner, in: operation) {
        case .leased, .gone: return
        case .alive(let current): if let chosen = victim.lastAccessed, chosen != current { return }
        case .dead: break
        }
        let record = head.index.pointee.record(victim.member.place.slot)
        if let attributed = head.index.pointee.attributed(record) {
            _ = environment.groups.exchange(&attributed.pointee, &place.reserved)
        }
        end(record, ifAlive: .evicted(.ownerLimit), cause: cause, in: operation, id: nil)
    }
}
