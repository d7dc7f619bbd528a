#if CommandLine && HTTP
    import ServiceLifecycle
    import SessionAPI
    import SessionHost
    import UnixSignals

    /// Reads the profile again on SIGHUP.
    struct ReloadOnSignal: Service {
        let host: SessionHost<JSONSessionValue>
        let signals: UnixSignalsSequence

        func run() async throws {
            for await _ in signals.cancelOnGracefulShutdown() {
                await host.reload()
            }
        }
    }
#endif
