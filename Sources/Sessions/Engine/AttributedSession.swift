/// The attributes of a session, as an object that the session shares with its events.
@usableFromInline final class KeptAttributes: Sendable {
    @usableFromInline let value: SessionAttributes

    /// Keeps valid attributes, which have a handle.
    init(_ value: SessionAttributes) {
        self.value = value
    }
}

/// A session's attributes while it is in its shard.
struct AttributedSession {
    let kept: KeptAttributes
}
