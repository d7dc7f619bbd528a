import Synchronization

/// Counts the bytes of all values of a manager, and limits them and the bytes of one value.
///
/// Invariant: the count is the sum of the sizes in the shards, plus the bytes that calls have reserved under the lock
/// of a shard and not used yet.
@usableFromInline final class ByteBudget: Sendable {
    @usableFromInline let all = CapacityCounter(limit: .max)
    private let ofValue = Atomic<Int>(.max)
    private let tooLarge = Atomic<Int>(0)

    /// Whether the policy limits bytes. A shard keeps sizes from the moment at which it applies that policy; see
    /// ``ShardIndex/isMeasured``.
    @usableFromInline var isOn: Bool { valueLimit != .max }

    /// The maximum size of one value. It is at most the limit on all values, and `Int.max` if nothing is limited.
    var valueLimit: Int { ofValue.load(ordering: .relaxed) }

    /// The number of values that were refused for their size.
    var refusals: Int { tooLarge.load(ordering: .relaxed) }

    func setLimits(_ policy: SessionPolicy) {
        all.setLimit(policy.maximumBytes ?? .max)
        let limit = min(policy.maximumBytesPerSession ?? .max, policy.maximumBytes ?? .max)
        // A size has 32 bits.
        ofValue.store(limit == .max ? .max : min(limit, Int(UInt32.max)), ordering: .relaxed)
    }

    /// Reserves more bytes for a session whose shard is locked, or gives some back if `more` is negative. Returns false
    /// and changes nothing if more bytes would exceed the limit. It always takes bytes back.
    @usableFromInline func reserve(_ more: Int) -> Bool {
        if more > 0 { return all.add(more) != nil }
        all.remove(-more)
        return true
    }

    /// Counts a value that was refused for its size.
    func refuse() { tooLarge.wrappingAdd(1, ordering: .relaxed) }
}

/// Why a value does not fit.
@usableFromInline enum ByteRefusal {
    /// The value has this many bytes, which is too many for one value.
    case tooLarge(Int)
    /// There is no room for this many more bytes.
    case full(Int)
}
