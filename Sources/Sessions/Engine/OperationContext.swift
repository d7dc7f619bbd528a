/// The time of an operation, and what its caller said of its circumstances.
@usableFromInline
struct OperationContext {
    @usableFromInline let now: Int64
    @usableFromInline let context: EventContext?

    @inlinable
    init(now: Int64, context: EventContext?) {
        self.now = now
        self.context = context
    }
}

/// What a context provider returned, as a reference: it costs nothing to pass on where there is none.
@usableFromInline
final class EventContext: Sendable {
    @usableFromInline let value: any Sendable

    init(_ value: any Sendable) {
        self.value = value
    }
}
