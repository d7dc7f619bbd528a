public import SessionPersistence
import Sessions

/// Checks that a store keeps the contract of `SessionStore`.
///
/// Use it in the tests of your store, with any test framework:
///
/// ```swift
/// try await StoreConformance { MyStore(directory: newDirectory()) } again: { MyStore(directory: $0.directory) }
///     .run()
/// ```
///
/// The suite does not break disks, start a second process or cut the power. Test those in your own suite.
public struct StoreConformance<Store: SessionStore>: Sendable {
    private let make: @Sendable () async throws -> Store
    private let again: (@Sendable (Store) async throws -> Store)?

    /// Creates a suite for the stores that `make` returns.
    ///
    /// - Parameters:
    ///   - make: Makes an empty store that is not open.
    ///   - again: Makes another store over the sessions of the given one, as another process would. Pass `nil` for
    ///     a store that keeps its sessions in its object.
    public init(
        make: @escaping @Sendable () async throws -> Store,
        again: (@Sendable (Store) async throws -> Store)? = nil
    ) {
        self.make = make
        self.again = again
    }

    /// Runs every check, each on a new store.
    ///
    /// - Throws: ``ConformanceError`` with every failure, or the error of `make` or `again`.
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
