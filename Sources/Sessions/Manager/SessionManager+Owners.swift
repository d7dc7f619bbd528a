/// The limit on the sessions of an owner; see ``SessionPolicy/maximumSessionsPerOwner``.
extension SessionManager {
    /// Makes room among the sessions of the owner of these attributes and reserves it, or throws.
    ///
    /// A dead session of the owner goes first. Otherwise a session is evicted if the policy allows it.
    @usableFromInline
    func makeRoom(
        for kept: KeptAttributes?,
        _ place: inout OwnerPlace,
        cause: SessionEvent<Value>.Cause
    ) throws(SessionError) {
        guard let owner = kept?.owner else { return }
        let groups = directory.environment.groups
        var attempts = 0
        while !groups.reserve(owner, &place.reserved) {
            guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
            attempts += 1
            let policy = policy
            let (victims, isSettled) = victims(of: owner, policy.whenOwnerFull)
            if victims.isEmpty && isSettled || attempts > Self.evictionAttempts {
                groups.countLimitRejection()
                throw .ownerLimitReached(policy.maximumSessionsPerOwner ?? 0)
            }
            if victims.isEmpty { waitForOthers(owner) }
            // The first that ends usually leaves its place to the new session. If a policy has lowered the limit, more
            // than one must end, and one that was accessed in the meantime isn't the least recently used any more.
            for victim in victims where place.reserved == nil {
                place = shards[Int(victim.member.place.shard)].perform { state, operation in
                    var place = OwnerPlace()
                    state.makeRoom(victim, of: owner, cause: cause, &place, in: operation)
                    return place
                }
            }
        }
    }

    /// The number of times that a call searches for a session to end before it is refused. It searches again only if other
    /// threads have used or ended all that it found, or have reserved all places and not used them yet.
    private static var evictionAttempts: Int { 1_000 }

    /// Waits a moment for calls that have reserved the places of the owner and not used them yet.
    private func waitForOthers(_ owner: GroupKey) {
        let groups = directory.environment.groups
        _ = directory.environment.lifecycle.condition.wait(atMost: .microseconds(100)) {
            !groups.hasReservedPlaces(owner)
        }
    }

    /// Returns the sessions of the owner that may end, the first to end first: dead ones, and then the others if the policy
    /// allows it; and whether no other call that is in progress can change this.
    private func victims(
        of owner: GroupKey,
        _ overflow: SessionPolicy.OwnerOverflow
    ) -> (victims: [OwnerVictim], isSettled: Bool) {
        var isSettled = overflow == .reject || !directory.environment.groups.hasReservedPlaces(owner)
        var dead: [OwnerVictim] = []
        var alive: [OwnerVictim] = []
        for member in directory.environment.groups.members(of: owner).members {
            let candidate = shards[Int(member.place.shard)].read { state, operation in
                state.candidate(member, of: owner, in: operation)
            }
            switch candidate {
            case .dead: dead.append(OwnerVictim(member: member))
            case .alive(let lastAccessed):
                alive.append(OwnerVictim(member: member, lastAccessed: lastAccessed))
            case .leased: break
            case .gone: isSettled = false
            }
        }
        switch overflow {
        case .reject: break
        case .evictOldest: dead += alive.map { OwnerVictim(member: $0.member) }
        case .evictLeastRecentlyUsed:
            // The sort is stable: of two that were accessed at the same time, the older one goes first.
            dead += alive.sorted { ($0.lastAccessed ?? 0) < ($1.lastAccessed ?? 0) }
        }
        return (dead, isSettled)
    }

    /// Gives back a place that was reserved, after a call that failed.
    @usableFromInline
    func giveBack(_ place: inout OwnerPlace) {
        directory.environment.groups.cancel(&place.reserved)
    }
}
