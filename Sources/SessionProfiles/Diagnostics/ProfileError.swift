/// Why a profile was refused: every problem of it, errors before warnings.
public struct ProfileError: Error, Sendable, Hashable {
    /// The problems, at least one of them an error.
    ///
    /// Of the problems of one load 100 are listed; ``omitted`` counts the rest.
    public let diagnostics: [Diagnostic]

    /// How many problems there are beyond those listed.
    public let omitted: Int

    init(_ found: Diagnostics) {
        diagnostics = found.sorted
        omitted = found.omitted
    }

    init(_ diagnostic: Diagnostic) {
        diagnostics = [diagnostic]
        omitted = 0
    }
}

extension ProfileError: CustomStringConvertible {
    /// The problems, a line each.
    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
            + (omitted > 0 ? "\nand \(omitted) more" : "")
    }
}
