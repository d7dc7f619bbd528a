public import Sessions

/// The value of a setting in a profile, with all layers that set it.
public struct ResolvedSetting: Sendable {
    /// A layer that sets a value.
    public struct Layer: Sendable {
        /// The kind of a layer.
        public enum Role: String, Sendable, Hashable, Codable {
            /// A value given for this run, as with `--set`.
            case override
            /// An environment variable.
            case environment
            /// The profile itself.
            case profile
            /// A profile that the profile extends.
            case parent
            /// The default of the setting's declaration.
            case `default`
        }

        /// The kind of the layer.
        public let role: Role
        /// The value that the layer sets.
        public let value: Setting.Value
        /// The place of the value.
        public var place: Place { label.place }

        let label: Diagnostic.Label
    }

    /// The setting.
    public let setting: Setting

    /// The layers that set a value, in descending order of precedence; the default, if any, is last.
    public let layers: [Layer]

    /// The value in use, or `nil` if no layer sets one and there is no default.
    public var value: Setting.Value? { layers.first?.value }

    /// The layer whose value is in use, or `nil` if the setting is unset.
    public var winner: Layer? { layers.first }

    /// Whether a layer other than the default sets a value.
    public var isSet: Bool { layers.first.map { $0.role != .default } ?? false }
}
