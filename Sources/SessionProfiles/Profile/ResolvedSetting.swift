package import Sessions

/// The value of a setting in a profile, with all layers that set it.
package struct ResolvedSetting: Sendable {
    /// A layer that sets a value.
    package struct Layer: Sendable {
        /// The kind of a layer.
        package enum Role: String, Sendable, Hashable {
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
        package let role: Role
        /// The value that the layer sets.
        package let value: Setting.Value
        /// The place of the value.
        package var place: Place { label.place }

        let label: Diagnostic.Label
    }

    /// The setting.
    package let setting: Setting

    /// The layers that set a value, in descending order of precedence; the default, if any, is last.
    package let layers: [Layer]

    /// The value in use, or `nil` if no layer sets one and there is no default.
    package var value: Setting.Value? { layers.first?.value }

    /// The layer whose value is in use, or `nil` if the setting is unset.
    package var winner: Layer? { layers.first }

    /// Whether a layer other than the default sets a value.
    package var isSet: Bool { layers.first.map { $0.role != .default } ?? false }
}
