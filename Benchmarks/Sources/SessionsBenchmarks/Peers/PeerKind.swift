import Sessions

/// The implementations and loops that are compared.
public enum PeerKind: String, Sendable, Hashable, CaseIterable {
    /// The session manager of this package.
    case sessions
    /// A dictionary behind a `Mutex`, with a cleanup that reads every session.
    case dictionary
    /// The same dictionary in an actor.
    case actor
    /// Hummingbird's `MemoryPersistDriver`.
    case memoryPersistDriver = "memory-persist-driver"
    /// SQLite through the driver that the store uses, with one transaction per create.
    case sqlite
    /// A loop that only reads the ids.
    case emptyLoop = "empty-loop"
    /// Random accesses to memory, each to the place that the previous one returned.
    case cacheMiss = "cache-miss"

    /// The peers that hold sessions and that the build includes.
    public static var stores: [PeerKind] {
        #if HTTP
            [.sessions, .dictionary, .actor, .memoryPersistDriver]
        #else
            [.sessions, .dictionary, .actor]
        #endif
    }

    /// Returns an empty store on the machine's clock, or `nil` if the peer is not a store.
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

    /// Returns an empty store on a clock that the benchmark sets, so that it decides when sessions expire, or `nil` if
    /// the peer is not a store.
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
