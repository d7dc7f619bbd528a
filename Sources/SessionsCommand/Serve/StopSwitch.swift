import Sessions

/// Stops the program at any point of its start or run.
///
/// What has to be stopped changes over time. A stop that was requested earlier runs as soon as there is an
/// action for it.
final class StopSwitch: Sendable {
    private struct State {
        var isPressed = false
        var action: (@Sendable () async -> Void)?
    }

    private let state = Locked(State())

    /// Whether a stop was requested.
    var isPressed: Bool { state.withLock(\.isPressed) }

    /// Sets the action that stops the program from now on.
    func arm(_ action: @escaping @Sendable () async -> Void) async {
        let isPressed = state.withLock { state in
            state.action = action
            return state.isPressed
        }
        if isPressed { await action() }
    }

    /// Requests a stop.
    func press() async {
        let action = state.withLock { state in
            state.isPressed = true
            return state.action
        }
        await action?()
    }
}
