/// Decides when to use contents that differ from those in use.
///
/// A check may read a file while it is being written, and the written part may be valid. Therefore contents are used
/// only after two checks in a row found the same contents. A file that is written within one interval is never used
/// half-written.
struct ReloadDecision: Sendable {
    private var taken: ProfileContents
    private var candidate: ProfileContents?

    /// - Parameter contents: The contents in use.
    init(taken contents: ProfileContents) {
        taken = contents
    }

    /// Returns whether to use these contents now. If so, they count as the contents in use, valid or not.
    mutating func look(at contents: ProfileContents) -> Bool {
        guard contents != taken else {
            candidate = nil
            return false
        }
        guard contents == candidate else {
            candidate = contents
            return false
        }
        take(contents)
        return true
    }

    /// Makes these contents the ones in use.
    mutating func take(_ contents: ProfileContents) {
        taken = contents
        candidate = nil
    }
}
