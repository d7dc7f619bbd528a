import Sessions

/// Stops the program at whatever point it is: while it starts, and when it runs.
///
/// What there is to stop changes on the way; a stop that was asked for before is done as soon as there is.
final class StopSwitch: Sendable {
    private struct State {
        var isPressed = false
        var action: (@Sendable () async -> Void)?
    }

    private let state = Locked(State())

    /// Whether a stop was asked for.
    var isPressed: Bool { state.withLock(\.isPressed) }

    /// Says what stops the program from now on.
    func arm(_ action: @escaping @Sendable () async -> Void) async {
        let isPressed = state.withLock { state in
            state.action = action
            return state.isPressed
        }
        if isPressed { await action() }
    }

    /// Asks for a stop.
    func press() async {
        let action = state.withLock { state in
            state.isPressed = true
            return state.action
        }
        await action?()
    }
}
