/// The kinds of events that an observer wants, as bits, so that an event costs one comparison.
@usableFromInline
struct EventKindMask: Sendable {
    @usableFromInline let bits: UInt32

    init(_ kinds: Set<SessionEventKind>) {
        bits = kinds.reduce(0) { $0 | 1 << UInt32($1.bit) }
    }

    @inlinable
    func contains(_ kind: SessionEventKind) -> Bool {
        bits & 1 << UInt32(kind.bit) != 0
    }
}
