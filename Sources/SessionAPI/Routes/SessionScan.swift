#if HTTP
    /// How a request goes through the sessions of a manager that may have millions.
    struct SessionScan: Sendable {
        /// How many sessions it looks at before others have their turn.
        var step = 16_384
        /// How many sessions the page of a listing looks at; it may then be shorter than asked for. A count that
        /// has more to look at ends when its client goes.
        var limit = 131_072
        /// What is between two steps: the turn of others.
        var pause: @Sendable () async -> Void = { await Task.yield() }
    }
#endif
