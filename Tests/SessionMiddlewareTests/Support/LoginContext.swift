#if HTTP
    import Hummingbird
    import SessionMiddleware

    /// What the sessions of these tests hold.
    struct Login: Sendable, Equatable {
        var name: String
        var visits = 0
    }

    /// The context of the requests of these tests.
    struct LoginContext: RequestSessionContext {
        var coreContext: CoreRequestContextStorage
        var session = RequestSession<Login>()

        init(source: Source) { coreContext = .init(source: source) }
    }
#endif
