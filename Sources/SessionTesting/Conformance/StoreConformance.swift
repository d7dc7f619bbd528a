public import SessionPersistence
import Sessions

/// Checks that a store keeps to the contract of ``SessionPersistence/SessionStore``: for the tests of whoever
/// writes one, in any test framework.
///
/// ```swift
/// try await StoreConformance { MyStore(directory: newDirectory()) } again: { MyStore(directory: $0.directory) }
///     .run()
/// ```
///
/// What needs a broken disk, a second process or a loss of power is for the store's own tests.
public struct StoreConformance<Store: SessionStore>: Sendable {
    private let make: @Sendable () async throws -> Store
    private let again: (@Sendable (Store) async throws -> Store)?

    /// A suite for what `make` makes.
    ///
    /// - Parameters:
    ///   - make: Makes a store that keeps nothing yet and is not open.
    ///   - again: Makes another store over what the given one keeps, as another process would; `nil` for one that
    ///     keeps things in its object.
    public init(
        make: @escaping @Sendable () async throws -> Store,
        again: (@Sendable (Store) async throws -> Store)? = nil
    ) {
        self.make = make
        self.again = again
    }

    /// Runs every check, each on a store of its own.
    ///
    /// - Throws: ``ConformanceError`` with every failure, or what `make` and `again` throw.
    public func run() async throws {
        var failures: [ConformanceError.Failure] = []
        for check in StoreChecks.all {
            let store = try await make()
            failures += await check.failures(of: store)
            await store.close()
        }
        if let again {
            for check in SharedStoreChecks.all {
                let store = try await make()
                let other = try await again(store)
                failures += await check.failures(of: store, and: other)
                await store.close()
                await other.close()
            }
        }
        guard failures.isEmpty else { throw ConformanceError(failures: failures) }
    }
}
