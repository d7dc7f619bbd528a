#if CommandLine && HTTP
    import UnixSignals

    /// The signals of `sessions serve`, handled from the moment this value is created.
    ///
    /// An unhandled signal ends the program at once, so create it before anything that takes time.
    struct ServeSignals: Sendable {
        /// SIGHUP reads the profile again. A signal that arrives during the start is kept until the server
        /// runs.
        let reload: UnixSignalsSequence
        /// SIGTERM and SIGINT stop the program.
        let stop = StopSwitch()
        private let watching: Task<Void, Never>

        init() async {
            reload = await UnixSignalsSequence(trapping: .sighup)
            let stopping = await UnixSignalsSequence(trapping: .sigterm, .sigint)
            watching = Task { [stop] in
                for await _ in stopping { await stop.press() }
            }
        }
    }
#endif
