#if HTTP
    import Hummingbird
    import SessionMiddleware

    /// The value of the sessions in these tests.
    struct Login: Sendable, Equatable {
        var name: String
        var visits = 0
    }

    /// The context of the requests in these tests.
    struct LoginContext: RequestSessionContext {
        var coreContext: CoreRequestContextStorage
        var session = RequestSession<Login>()

        init(source: Source) { coreContext = .init(source: source) }
    }
#endif
