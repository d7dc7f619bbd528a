import SessionPersistence
import SessionTesting
import Sessions
import Testing

/// The suite finds a store that doesn't keep every attribute of a session.
@Suite(.timeLimit(.minutes(30))) struct StoreConformanceTests {
    /// A way to lose attributes.
    enum Loss: String, CaseIterable {
        case everything, owner, keys, orderOfKeys, lastKey, descriptor, emptyDescriptor, label, address,
            userAgent
        case details, authenticatedAt, earlyAuthentication, handle, largeHandle
        case normalized, cutAtNUL, shortened
        case laterAttributes, attributesTakenAway
    }

    @Test("A store that loses attributes fails", arguments: Loss.allCases)
    func aLossIsFound(_ loss: Loss) async throws {
        let error = await #expect(throws: ConformanceError.self) {
            try await StoreConformance { ForgetfulStore(loss) }.run()
        }
        let checks = Set(error?.failures.map(\.check) ?? [])
        #expect(!checks.isEmpty && checks.allSatisfy { $0.hasPrefix("attributes") }, "\(checks)")
    }

    /// A store in memory that loses something.
    private final class ForgetfulStore: SessionStore {
        private let memory = InMemorySessionStore()
        private let loss: Loss

        init(_ loss: Loss) { self.loss = loss }

        var name: String { "forgetful" }

        func open(
            resuming epoch: UInt64?,
            at wallTime: WallTime
        ) async throws(SessionStoreError) -> SessionStoreOpening {
            try await memory.open(resuming: epoch, at: wallTime)
        }

        func load(
            _ receive: @escaping @Sendable ([StoredSession]) throws -> Void
        ) async throws(SessionStoreError) {
            try await memory.load(receive)
        }

        func commit(_ changes: [SessionStoreChange], at wallTime: WallTime) async throws(SessionStoreError) {
            // One after the other, because what is lost may depend on what is stored.
            try await memory.commit([], at: wallTime)
            for change in changes { try await memory.commit([without(change)], at: wallTime) }
        }

        func close() async { await memory.close() }

        private func without(_ change: SessionStoreChange) -> SessionStoreChange {
            switch change {
            case .put(let session): .put(without(session))
            case .renamed(let previous, let incarnation, let session):
                .renamed(previous: previous, incarnation, without(session))
            case .accessed, .ended, .removedAll: change
            }
        }

        private func without(_ session: StoredSession) -> StoredSession {
            var session = session
            let before = memory.session(session.id).flatMap {
                $0.incarnation == session.incarnation ? $0 : nil
            }
            switch loss {
            case .everything: session.attributes = nil
            case .laterAttributes: session.attributes = before?.attributes ?? session.attributes
            case .attributesTakenAway: session.attributes = session.attributes ?? before?.attributes
            default:
                guard let attributes = session.attributes else { break }
                session.attributes = without(attributes)
            }
            return session
        }

        private func without(_ attributes: SessionAttributes) -> SessionAttributes {
            var attributes = attributes
            switch loss {
            case .owner: attributes.owner = nil
            case .keys: attributes.keys = []
            case .orderOfKeys: attributes.keys.sort()
            case .lastKey: attributes.keys = Array(attributes.keys.prefix(SessionAttributes.maximumKeys - 1))
            case .descriptor: attributes.descriptor = nil
            case .emptyDescriptor:
                if attributes.descriptor == SessionDescriptor() { attributes.descriptor = nil }
            case .label: attributes.descriptor?.label = nil
            case .address: attributes.descriptor?.address = nil
            case .userAgent: attributes.descriptor?.userAgent = nil
            case .details: attributes.descriptor?.details = [:]
            case .authenticatedAt: attributes.authenticatedAt = nil
            case .earlyAuthentication:
                attributes.authenticatedAt = attributes.authenticatedAt.map {
                    max($0, WallTime(nanosecondsSinceEpoch: 0))
                }
            case .handle: attributes.handle = nil
            case .largeHandle:
                attributes.handle = attributes.handle.map {
                    SessionHandle(rawValue: min($0.rawValue, 1 << 63 - 1))
                }
            case .normalized:
                attributes.owner = attributes.owner.map { $0 == "\u{E9}" ? "\u{E9}" : $0 }
                attributes.keys = attributes.keys.map { $0 == "\u{E9}" ? "\u{E9}" : $0 }
            case .cutAtNUL:
                attributes.owner = attributes.owner.map { String($0.prefix { $0 != "\u{0}" }) }
            case .shortened:
                attributes.owner = attributes.owner.map { String($0.prefix(100)) }
            case .everything, .laterAttributes, .attributesTakenAway: break
            }
            return attributes
        }
    }
}
