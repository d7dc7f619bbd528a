#if HTTP
    import Sessions

    /// Takes samples of a manager and its process.
    struct SampleReader<Value: Sendable>: Sendable {
        let manager: SessionManager<Value>
        let status: (any SessionStatusSource)?
        let journal: EventJournal<Value>?
        let requests: RequestCounter

        /// Returns the current figures, and the status that some of them come from. The cost doesn't depend on the number of sessions.
        ///
        /// - Parameter expiryLag: The longest time from a session's deadline to its end since the sample before.
        func read(expiryLag: Duration?) async -> (sample: HistorySample, status: SessionStatus?) {
            let metrics = manager.metrics()
            let status = await status?.sessionStatus()
            let sample = HistorySample(
                instant: manager.clock.now,
                active: metrics.activeSessions,
                created: metrics.totalCreated,
                restored: metrics.totalRestored,
                rotated: journal?.rotations,
                ended: EndReason.allCases.map { metrics.ended[$0] ?? 0 },
                refused: metrics.rejectedForCapacity + metrics.rejectedByAdmission
                    + metrics.rejectedForOwnerLimit + metrics.rejectedForCreateRate
                    + metrics.rejectedForBytes + metrics.rejectedForValueSize,
                requests: requests.count,
                droppedEvents: status.map { $0.components.reduce(0) { $0 + ($1.counts["dropped"] ?? 0) } },
                expiryLag: expiryLag,
                engineBytes: manager.storageBytes,
                processBytes: ProcessMemory.residentBytes
            )
            return (sample, status)
        }
    }
#endif
