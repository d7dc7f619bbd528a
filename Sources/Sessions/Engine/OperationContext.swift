/// The time of an operation and the context of its caller.
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

/// The value that a context provider returned. It is an object, so that passing on a missing context costs
/// nothing.
@usableFromInline
final class EventContext: Sendable {
    @usableFromInline let value: any Sendable

    init(_ value: any Sendable) {
        self.value = value
    }
}
