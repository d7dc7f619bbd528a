/// The place among its owner's sessions that is reserved for a session during a call.
///
/// A call that fails must give the place back.
@usableFromInline struct OwnerPlace {
    /// The owner's group; `nil` if no place is reserved.
    var reserved: GroupKey?

    @usableFromInline init() {}
}

/// The places in groups of a session that another one replaces.
@usableFromInline struct FormerMember {
    var attributed: AttributedSession?

    @usableFromInline init() {}

    init(attributed: AttributedSession) {
        self.attributed = attributed
    }
}
