/// The problems that a load has found so far.
///
/// A hostile file can have thousands. Beyond the limit they are only counted, and what they would say is never
/// put together: each has the line that it is about with it.
final class Diagnostics {
    /// How many are kept.
    static let limit = 100

    private(set) var list: [Diagnostic] = []
    private(set) var omitted = 0
    private(set) var errorCount = 0

    var hasErrors: Bool { errorCount > 0 }

    /// Errors before warnings, otherwise in the order in which they were found.
    var sorted: [Diagnostic] {
        list.filter { $0.severity == .error } + list.filter { $0.severity == .warning }
    }

    /// Notes an error.
    func report(_ error: @autoclosure () -> Diagnostic) {
        errorCount += 1
        // What stops the start is always listed, be it after a hundred warnings.
        add(error, isNeeded: errorCount == 1)
    }

    /// Notes all that an error says.
    func report(_ error: ProfileError) {
        for diagnostic in error.diagnostics { report(diagnostic) }
    }

    /// Notes a warning.
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
