#if CommandLine && HTTP
    import ServiceLifecycle
    import SessionHTTP
    import SessionHost
    import UnixSignals

    /// Reads the profile again at SIGHUP, as servers do.
    struct ReloadOnSignal: Service {
        let host: SessionHost<JSONValue>
        let signals: UnixSignalsSequence

        func run() async throws {
            for await _ in signals.cancelOnGracefulShutdown() {
                await host.reload()
            }
        }
    }
#endif
