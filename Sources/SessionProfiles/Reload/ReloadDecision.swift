/// Decides when contents that differ from those in use are to be taken up.
///
/// A file that is edited in place is seen half-written, and the half may be valid. So contents count once they
/// were the same at two looks in a row; what is written within one interval is never seen torn.
struct ReloadDecision: Sendable {
    private var taken: ProfileContents
    private var candidate: ProfileContents?

    /// - Parameter contents: what is in use.
    init(taken contents: ProfileContents) {
        taken = contents
    }

    /// Whether these contents are to be taken up now; they are then the ones in use, valid or not.
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

    /// Notes that these contents were taken up.
    mutating func take(_ contents: ProfileContents) {
        taken = contents
        candidate = nil
    }
}
