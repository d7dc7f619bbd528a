/// The problems that a load has found so far.
///
/// A hostile file can have thousands of problems. Beyond the limit, problems are only counted. Their diagnostics are
/// never built, because each includes a line of the file.
final class Diagnostics {
    /// The maximum number of diagnostics that are kept.
    static let limit = 100

    private(set) var list: [Diagnostic] = []
    private(set) var omitted = 0
    private(set) var errorCount = 0

    var hasErrors: Bool { errorCount > 0 }

    /// The diagnostics with errors before warnings, otherwise in the order in which they were found.
    var sorted: [Diagnostic] {
        list.filter { $0.severity == .error } + list.filter { $0.severity == .warning }
    }

    /// Adds an error.
    func report(_ error: @autoclosure () -> Diagnostic) {
        errorCount += 1
        // The first error is always listed, even after a hundred warnings.
        add(error, isNeeded: errorCount == 1)
    }

    /// Adds all diagnostics of an error.
    func report(_ error: ProfileError) {
        for diagnostic in error.diagnostics { report(diagnostic) }
    }

    /// Adds a warning.
    func warn(_ warning: @autoclosure () -> Diagnostic) {
        add(warning, isNeeded: false)
    }

    private func add(_ diagnostic: () -> Diagnostic, isNeeded: Bool) {
        if list.count < Self.limit || isNeeded {
            list.append(diagnostic())
        } else {
            omitted += 1
        }
    }
}
