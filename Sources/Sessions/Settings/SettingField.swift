/// A property of a configuration that profiles can set.
///
/// The default is the property's value in the configuration.
package struct SettingField<Root: Sendable>: Sendable {
    /// Returns the declaration, with the value in the given configuration as its default.
    package let setting: @Sendable (Root) -> Setting
    private let read: @Sendable (any SettingValues, inout Root) -> Void

    /// Declares a property as a setting.
    package init<Value>(
        _ property: any WritableKeyPath<Root, Value> & Sendable,
        _ name: String,
        _ type: SettingType<Value>,
        _ documentation: String
    ) {
        let key = { @Sendable (root: Root) in
            SettingKey(name, type, default: root[keyPath: property], documentation: documentation)
        }
        setting = { key($0).setting }
        read = { $1[keyPath: property] = $0[key($1)] }
    }

    /// Sets the properties to their values in a profile.
    package static func read(_ fields: [SettingField], _ values: some SettingValues, into root: inout Root) {
        for field in fields { field.read(values, &root) }
    }
}
