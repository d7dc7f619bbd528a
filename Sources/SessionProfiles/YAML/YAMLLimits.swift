/// The limits of a profile's file. A file that exceeds a limit is refused with a diagnostic.
///
/// Profiles have a few dozen keys. The limits are far higher, and low enough that any file within them is refused or
/// loaded within a second.
package enum YAMLLimits {
    /// The maximum size of a file: 1 MiB.
    package static let fileSize = 1 << 20
    /// The maximum size of a key or value: 64 KiB.
    package static let scalarSize = 64 << 10
    /// The maximum number of nested mappings and lists, including the file's own mapping: 32.
    package static let depth = 32
    /// The maximum number of parser events: 20,000.
    ///
    /// Each key and value is an event, and so are the beginning and the end of the stream, the document, each
    /// mapping and each list.
    package static let events = 20_000
}
