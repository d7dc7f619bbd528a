/// The bytes of all files that a load looked at, by which a change of any of them is seen.
///
/// Contents are compared, not times or inodes: so a rename, a symbolic link that is swapped and an edit within
/// the clock's resolution are all seen, and a file that was only touched is not.
struct ProfileContents: Sendable, Hashable {
    struct File: Sendable, Hashable {
        var origin: ProfileLibrary.Origin
        /// `nil` where the file could not be read.
        var bytes: [UInt8]?
    }

    var files: [File] = []
}
