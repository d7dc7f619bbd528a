public import Sessions

/// What a setting has in a profile, and every layer that had a say in it.
public struct ResolvedSetting: Sendable {
    /// One place that sets it.
    public struct Layer: Sendable {
        /// Whether it is the profile's own file, one that it extends, or something else.
        public enum Role: String, Sendable, Hashable, Codable {
            /// Given for this run: `--set`.
            case override
            /// A variable of the environment.
            case environment
            /// The profile itself.
            case profile
            /// A profile that it extends.
            case parent
            /// The declaration's default.
            case `default`
        }

        /// What kind of layer it is.
        public let role: Role
        /// The value that it sets.
        public let value: Setting.Value
        /// Where it sets it.
        public var place: Place { label.place }

        let label: Diagnostic.Label
    }

    /// The setting.
    public let setting: Setting

    /// The layers that set it, the winner first; the default, if there is one, comes last.
    public let layers: [Layer]

    /// The value that holds; `nil` where nothing sets it and there is no default.
    public var value: Setting.Value? { layers.first?.value }

    /// The layer whose value holds; `nil` where the setting is unset.
    public var winner: Layer? { layers.first }

    /// Whether anything but the default sets it.
    public var isSet: Bool { layers.first.map { $0.role != .default } ?? false }
}
