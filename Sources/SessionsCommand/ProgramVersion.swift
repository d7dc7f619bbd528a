/// Which version of the program this is.
enum ProgramVersion {
    /// As of Semantic Versioning; `-dev` until it is released. The newest heading of `CHANGELOG.md` has the same.
    static let text = "0.1.0-dev"
}
