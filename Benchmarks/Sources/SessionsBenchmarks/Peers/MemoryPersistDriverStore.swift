#if HTTP
    import Hummingbird
    import Sessions

    /// Hummingbird's `MemoryPersistDriver`.
    ///
    /// The driver can't refresh a value. For an idle timeout, an application reads the value and sets it again with a
    /// new expiry.
    final class MemoryPersistDriverStore<C: Clock>: Store where C.Duration == Duration {
        let driver: MemoryPersistDriver<C>

        init(clock: C, configuration: MemoryPersistDriver<C>.Configuration = .init()) {
            driver = MemoryPersistDriver(clock, configuration: configuration)
        }

        func create(_ ids: ArraySlice<String>) async -> Int {
            var hits = 0
            for id in ids {
                let created: Void? = try? await driver.create(
                    key: id,
                    value: Sample.conversation,
                    expires: Sample.idleTimeout
                )
                if created != nil { hits &+= 1 }
            }
            return hits
        }

        func touch(_ ids: ArraySlice<String>) async -> Int { await session(ids) }

        func session(_ ids: ArraySlice<String>) async -> Int {
            var hits = 0
            for id in ids {
                guard let value = try? await driver.get(key: id, as: Conversation.self) else { continue }
                try? await driver.set(key: id, value: value, expires: Sample.idleTimeout)
                hits &+= 1
            }
            return hits
        }

        func update(_ ids: ArraySlice<String>) async -> Int {
            var hits = 0
            for id in ids {
                guard var value = try? await driver.get(key: id, as: Conversation.self) else { continue }
                value.parentID = Sample.parentID
                try? await driver.set(key: id, value: value, expires: Sample.idleTimeout)
                hits &+= 1
            }
            return hits
        }

        func delete(_ ids: ArraySlice<String>) async -> Int {
            var hits = 0
            for id in ids where (try? await driver.remove(key: id)) != nil { hits &+= 1 }
            return hits
        }
    }
#endif
