#if SQLite
    import Foundation
    import InMemoryLogging
    import Logging
    import SessionHost
    import SessionPersistence
    import SessionProfiles
    import SessionSQLite
    import Sessions
    import Testing

    @Suite(.timeLimit(.minutes(30))) struct HostPersistenceTests {
        private struct NotCodable: Sendable {
            var number = 1
        }

        private func withFile<R>(_ body: (String) async throws -> R) async throws -> R {
            let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            return try await body(directory.appendingPathComponent("sessions.db").path)
        }

        private func host<Value: Sendable>(
            _ type: Value.Type,
            _ path: String?,
            stores: [SessionStoreFactory<Value>],
            environment: [String: String] = [:],
            logger: Logger = .silent
        ) async throws -> SessionHost<Value> {
            var options = SessionHostOptions<Value>.quiet(environment: environment, logger: logger)
            options.stores = stores
            var values = ["persistence.backend": "sqlite"]
            values["persistence.path"] = path
            return try await SessionHost(values: values, options: options)
        }

        @Test func sessionsSurviveARestart() async throws {
            try await withFile { path in
                let first = try await host(Conversation.self, path, stores: [.sqlite])
                try first.manager.create("conv-1", chatID: "chat-1")
                try await first.flush()
                first.manager.updateParentID("conv-1", "message-2")
                await first.shutdown()
                let (logger, log) = inMemoryLogger()
                let second = try await host(Conversation.self, path, stores: [.sqlite], logger: logger)
                #expect(second.manager.peek("conv-1")?.value.parentID == "message-2")
                #expect(second.manager.metrics().totalRestored == 1)
                #expect(
                    log.entries.contains { "\($0.message)".hasPrefix("[SESSION] Restored 1 session from ") }
                )
                let status = await second.sessionStatus()
                let component = try #require(status.components.first)
                #expect(component.kind == .store)
                #expect(!component.isDegraded)
                await second.shutdown()
            }
        }

        @Test func theEnvironmentTurnsItOn() async throws {
            try await withFile { path in
                var options = SessionHostOptions<String>.quiet(
                    environment: [
                        "SESSION_PERSISTENCE_BACKEND": "sqlite", "SESSION_PERSISTENCE_PATH": path,
                        "SESSION_PERSISTENCE_DURABILITY": "relaxed",
                    ]
                )
                options.stores = [.sqlite]
                let host = try await SessionHost<String>(profile: "development", options: options)
                try host.manager.create("a", "value")
                await host.shutdown()
                let store = SQLiteSessionStore(path: path)
                let opening = try await store.open(resuming: nil, at: SystemClock().wallTime)
                #expect(opening.count == 1)
                await store.close()
            }
        }

        private func failure(_ body: () async throws -> Void) async throws -> SessionHostError {
            do {
                try await body()
            } catch let error as SessionHostError {
                return error
            }
            Issue.record("nothing was thrown")
            throw CancellationError()
        }

        @Test func aStoreThatIsNotRegisteredStopsTheStart() async throws {
            let error = try await failure { _ = try await host(String.self, "x.db", stores: []) }
            #expect(error.code == .storeNotRegistered)
            #expect(error.description.contains("SessionHostOptions.stores"))
        }

        @Test func aMissingPathStopsTheStart() async throws {
            let error = try await failure { _ = try await host(String.self, nil, stores: [.sqlite]) }
            #expect(error.code == .storeFailed)
            #expect(error.description.contains("persistence.path"))
        }

        @Test func aValueThatIsNotCodableStopsTheStart() async throws {
            let error = try await failure { _ = try await host(NotCodable.self, "x.db", stores: [.sqlite]) }
            #expect((error.underlyingError as? SessionStoreError)?.code == .notCodable)
        }

        @Test func aSecretTurnsIdsIntoDigests() async throws {
            var options = SessionHostOptions<String>.quiet(
                environment: ["SESSION_PERSISTENCE_DIGEST_SECRET": "a secret"]
            )
            let error = try await failure {
                _ = try await SessionHost<String>(profile: "development", options: options)
            }
            #expect(error.code == .digestFailed)
            #expect(
                error.description.hasPrefix(
                    "env SESSION_PERSISTENCE_DIGEST_SECRET: `persistence.digest-secret`"
                )
            )
            options.identifierDigest = { secret in IdentifierDigest { "\(secret) of \($0)" } }
            let host = try await SessionHost<String>(profile: "development", options: options)
            #expect(try host.manager.create("a", "value").id == "a secret of a")
            #expect(host.manager.session("a")?.value == "value")
            await host.shutdown()
        }

        @Test func aCorruptFileStopsTheStartAndStays() async throws {
            try await withFile { path in
                let rubbish = Data((0..<8_192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
                try rubbish.write(to: URL(fileURLWithPath: path))
                let error = try await failure { _ = try await host(String.self, path, stores: [.sqlite]) }
                #expect((error.underlyingError as? SessionStoreError)?.code == .corrupt)
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == rubbish)
            }
        }

        @Test func anotherSecretStopsTheStart() async throws {
            try await withFile { path in
                func start(_ secret: String?) async throws -> SessionHost<String> {
                    var environment = [
                        "SESSION_PERSISTENCE_BACKEND": "sqlite", "SESSION_PERSISTENCE_PATH": path,
                    ]
                    environment["SESSION_PERSISTENCE_DIGEST_SECRET"] = secret
                    var options = SessionHostOptions<String>.quiet(environment: environment)
                    options.identifierDigest = { secret in
                        IdentifierDigest { "\(secret.hashValue) \($0.hashValue)" }
                    }
                    options.stores = [.sqlite]
                    return try await SessionHost<String>(profile: "development", options: options)
                }
                let first = try await start("the first secret")
                try first.manager.create("a", "value")
                await first.shutdown()
                for secret in ["the second secret", nil] {
                    let error = try await failure { _ = try await start(secret) }
                    #expect((error.underlyingError as? SessionStoreError)?.code == .otherIdentifiers)
                    #expect(error.description.contains("persistence.digest-secret"))
                }
                let again = try await start("the first secret")
                #expect(again.manager.peek("a")?.value == "value")
                await again.shutdown()
            }
        }

        /// Without digests the ids are there, so the search would find them.
        @Test(arguments: [true, false])
        func withDigestsNoIDIsInTheFiles(hasDigests: Bool) async throws {
            try await withFile { path in
                var environment = [
                    "SESSION_PERSISTENCE_BACKEND": "sqlite", "SESSION_PERSISTENCE_PATH": path,
                ]
                if hasDigests { environment["SESSION_PERSISTENCE_DIGEST_SECRET"] = "secret-of-the-digests" }
                var options = SessionHostOptions<String>.quiet(environment: environment)
                options.identifierDigest = { secret in
                    IdentifierDigest { "\(secret.hashValue) \($0.hashValue)" }
                }
                options.stores = [.sqlite]
                let host = try await SessionHost<String>(profile: "development", options: options)
                for number in 0..<20 {
                    let attributes = number % 2 == 0 ? SessionAttributes(owner: "ada") : SessionAttributes()
                    try host.manager.create("plain-id-\(number)", "the value", attributes: attributes)
                }
                try await host.flush()
                for number in 0..<10 {
                    try host.manager.rotate("plain-id-\(number)", to: "plain-id-1\(number)0")
                }
                try host.manager.updateAttributes("plain-id-11") { $0.keys = ["device:7"] }
                try host.manager.delete("plain-id-12", reason: .signedOut, by: "ada")
                try await host.flush()
                let directory = URL(filePath: path).deletingLastPathComponent()
                for isOpen in [true, false] {
                    if !isOpen { await host.shutdown() }
                    let files = try FileManager.default.contentsOfDirectory(
                        at: directory,
                        includingPropertiesForKeys: nil
                    )
                    #expect(files.count >= (isOpen ? 3 : 1))
                    let contents = try files.map { try Data(contentsOf: $0) }
                    func isStored(_ text: String) -> Bool {
                        contents.contains { $0.range(of: Data(text.utf8)) != nil }
                    }
                    #expect(isStored("the value"))
                    #expect(isStored("plain-id-") == !hasDigests)
                    #expect(!isStored("secret-of-the-digests"))
                }
            }
        }

        @Test func aHostThatCouldNotStoreEverythingEndsWithAnError() async throws {
            try await withFile { path in
                let (logger, log) = inMemoryLogger()
                let host = try await host(String.self, path, stores: [.sqlite], logger: logger)
                try host.manager.create("a", "value")
                // Removes the directory, so that nothing can be written any more.
                try FileManager.default.removeItem(
                    at: URL(filePath: path).deletingLastPathComponent()
                )
                let running = Task { try await host.run() }
                running.cancel()
                let error = try await failure { try await running.value }
                #expect(error.code == .notStored)
                // The code depends on how far the store has got with reopening the file.
                #expect(error.underlyingError is SessionStoreError)
                #expect(
                    log.entries.contains { "\($0.message)".contains("not everything was written") }
                )
            }
        }

        @Test func aHostThatStoredEverythingEndsWithout() async throws {
            try await withFile { path in
                let link = path + ".link"
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
                let host = try await host(String.self, link, stores: [.sqlite])
                try host.manager.create("a", "value")
                let running = Task { try await host.run() }
                running.cancel()
                try await running.value
                let again = try await self.host(String.self, path, stores: [.sqlite])
                #expect(again.manager.peek("a")?.value == "value")
                await again.shutdown()
            }
        }

        @Test func aSecondHostOnTheSameFileIsRefused() async throws {
            try await withFile { path in
                let first = try await host(String.self, path, stores: [.sqlite])
                let error = try await failure { _ = try await host(String.self, path, stores: [.sqlite]) }
                #expect((error.underlyingError as? SessionStoreError)?.code == .inUse)
                await first.shutdown()
                let second = try await host(String.self, path, stores: [.sqlite])
                await second.shutdown()
            }
        }
    }
#endif
