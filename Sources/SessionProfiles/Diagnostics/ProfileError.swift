/// Why a profile was refused: every problem of it, errors before warnings.
public struct ProfileError: Error, Sendable, Hashable {
    /// The problems, at least one of them an error.
    ///
    /// The problems of one file are listed up to ``Diagnostics/limit``; ``omitted`` counts the rest.
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

/// The problems found so far.
struct Diagnostics: Sendable {
    /// How many are kept; a hostile file can have thousands, and each has its line of text with it.
    static let limit = 100

    private(set) var list: [Diagnostic] = []
    private(set) var omitted = 0
    private var errors = 0

    var hasErrors: Bool { errors > 0 }

    /// Errors before warnings, otherwise in the order in which they were found.
    var sorted: [Diagnostic] {
        list.filter { $0.severity == .error } + list.filter { $0.severity == .warning }
    }

    mutating func report(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { errors += 1 }
        guard list.count < Self.limit else {
            omitted += 1
            return
        }
        list.append(diagnostic)
    }

    mutating func merge(_ others: Diagnostics) {
        others.list.forEach { report($0) }
        omitted += others.omitted
        errors += others.errors - others.list.count { $0.severity == .error }
    }
}
