import CFaultVFS
import Foundation

/// A directory whose SQLite files are on a disk that fails on demand and loses power; see `CFaultVFS.h`.
///
/// The VFS becomes the default of the test process, so a store under test uses it without being told.
struct FaultDisk: Sendable {
    /// An operation on a file that can be made to fail.
    enum Operation: UInt32, CaseIterable {
        case open, read, write, sync, truncate, delete, lock, change
    }

    /// Which unsynced changes survive a power failure.
    enum Loss: UInt32, CaseIterable {
        case nothing, everything, suffix, some, torn
    }

    let directory: TemporaryDirectory
    private let number: Int32

    /// Watches a new directory, or one whose files count as being on the medium.
    init(_ directory: TemporaryDirectory? = nil) throws {
        guard fault_vfs_install() == 0 else { throw FaultDiskError.notInstalled }
        self.directory = try directory ?? TemporaryDirectory()
        number = fault_disk_insert(self.directory.path)
        guard number >= 0 else { throw FaultDiskError.noRoom }
    }

    /// Ends the watch. The directory is removed with its last reference.
    func remove() { fault_disk_remove(number) }

    /// Returns the path of a file in the directory.
    func path(_ name: String) -> String { directory.path(name) }

    /// Returns how many operations of a kind there were.
    func count(_ operation: Operation) -> Int64 { fault_disk_count(number, c(operation)) }

    /// Makes the nth operation from now fail, and the following ones until `times` have failed; all of them
    /// for `nil`.
    func fail(_ operation: Operation, nth: Int64 = 1, times: Int64? = 1, code: Int32) {
        fault_disk_fail(number, c(operation), nth, times ?? -1, code)
    }

    /// Ends all failures.
    func mend() { fault_disk_mend(number) }

    /// Makes the power fail at the nth operation from now.
    func cutPower(_ operation: Operation = .change, nth: Int64 = 1) {
        fault_disk_cut_power(number, c(operation), nth)
    }

    /// Whether the power has failed.
    var isDark: Bool { fault_disk_is_dark(number) != 0 }

    /// Returns a directory with what the disk may contain after a power failure.
    func remains(_ loss: Loss, seed: UInt64) throws -> TemporaryDirectory {
        let target = try TemporaryDirectory()
        let error = fault_disk_save(number, target.path, fault_loss(rawValue: loss.rawValue), seed)
        guard error == 0 else { throw FaultDiskError.notSaved(errno: error) }
        return target
    }

    private func c(_ operation: Operation) -> fault_operation {
        fault_operation(rawValue: operation.rawValue)
    }
}

enum FaultDiskError: Error {
    case notInstalled
    case noRoom
    case notSaved(errno: Int32)
}

extension FaultDisk {
    /// Copies the files to another directory.
    func copy(of directory: TemporaryDirectory) throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            try FileManager.default.copyItem(atPath: directory.path(name), toPath: copy.path(name))
        }
        return copy
    }
}
