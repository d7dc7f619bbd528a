/// The version of the program.
enum ProgramVersion {
    /// The version in Semantic Versioning, with `-dev` until it is released. It matches the newest heading of
    /// `CHANGELOG.md`.
    static let text = "0.1.0-dev"
}
