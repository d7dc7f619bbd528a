/// The error that is thrown for an invalid profile, with all of its problems.
public struct ProfileError: Error, Sendable, Hashable {
    /// The problems, errors before warnings; at least one is an error.
    ///
    /// A load lists its first 100 problems, and always its first error; ``omitted`` counts the others.
    public let diagnostics: [Diagnostic]

    /// The number of problems that aren't in ``diagnostics``.
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
    /// The problems, one on each line.
    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
            + (omitted > 0 ? "\nand \(omitted) more" : "")
    }
}
