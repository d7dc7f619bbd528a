import Sessions

/// What is measured side by side.
public enum PeerKind: String, Sendable, Hashable, CaseIterable {
    /// The session manager of this package.
    case sessions
    /// A dictionary behind a `Mutex`, with a cleanup that looks at every session.
    case dictionary
    /// The same in an actor.
    case actor
    /// Hummingbird's `MemoryPersistDriver`.
    case memoryPersistDriver = "memory-persist-driver"
    /// SQLite through the driver that the store uses, a transaction a create.
    case sqlite
    /// A loop that only goes over the ids.
    case emptyLoop = "empty-loop"
    /// Accesses to memory at random, each to where the one before it says.
    case cacheMiss = "cache-miss"

    /// Those that hold sessions and were built in.
    public static var stores: [PeerKind] {
        #if HTTP
            [.sessions, .dictionary, .actor, .memoryPersistDriver]
        #else
            [.sessions, .dictionary, .actor]
        #endif
    }

    /// An empty store on the machine's clock; `nil` for what is no store.
    func store() -> (any Store)? {
        let clock = SystemClock()
        switch self {
        case .sessions: return SessionsStore(clock: clock)
        case .dictionary: return DictionaryStore(clock: clock)
        case .actor: return ActorStore(clock: clock)
        case .memoryPersistDriver:
            #if HTTP
                return MemoryPersistDriverStore(clock: ContinuousClock())
            #else
                return nil
            #endif
        case .sqlite, .emptyLoop, .cacheMiss: return nil
        }
    }

    /// An empty store on a clock that a benchmark moves, so that sessions come due when it wants; `nil` for
    /// what is no store.
    func cleanableStore(_ clock: StagedClock) -> (any CleanableStore)? {
        switch self {
        case .sessions: return SessionsStore(clock: clock)
        case .dictionary: return DictionaryStore(clock: clock)
        case .actor: return ActorStore(clock: clock)
        case .memoryPersistDriver:
            #if HTTP
                return TidiedMemoryPersistDriverStore(clock: clock)
            #else
                return nil
            #endif
        case .sqlite, .emptyLoop, .cacheMiss: return nil
        }
    }
}
