/// The bytes of all files of a load, to detect changes.
///
/// Comparing contents instead of times or inodes detects renames, swapped symbolic links and edits within the clock's
/// resolution, and ignores files that were only touched.
struct ProfileContents: Sendable, Hashable {
    struct File: Sendable, Hashable {
        var origin: ProfileLibrary.Origin
        /// The bytes, or `nil` if the file could not be read.
        var bytes: [UInt8]?
    }

    var files: [File] = []
}
