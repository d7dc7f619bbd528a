#if CommandLine && HTTP
    import ServiceLifecycle
    import SessionHTTP
    import SessionHost
    import UnixSignals

    /// Reads the profile again at SIGHUP, as servers do.
    struct ReloadOnSignal: Service {
        let host: SessionHost<JSONValue>

        func run() async throws {
            for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
                await host.reload()
            }
        }
    }
#endif
