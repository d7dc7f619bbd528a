/// What a profile may have at the most; more is refused with a diagnostic.
///
/// A profile has some dozens of keys. The limits are far above that, and low enough that the worst that fits
/// into them is refused within a second.
package enum YAMLLimits {
    /// Bytes of a file: 1 MiB.
    package static let fileSize = 1 << 20
    /// Bytes of one key or value: 64 KiB.
    package static let scalarSize = 64 << 10
    /// Levels of mappings and lists in each other, the file's own mapping the first: 32.
    package static let depth = 32
    /// Events of the YAML parser: the beginnings and ends of stream, document, mappings and lists, and each
    /// key and value: 20,000.
    package static let events = 20_000
}
