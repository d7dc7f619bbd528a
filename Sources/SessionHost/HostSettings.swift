import SessionObservers
public import SessionProfiles
import Sessions

/// What profiles can say to a host.
public enum HostSettings {
    /// All settings there are with these plug-ins: the engine's, those of the observers that ship, and theirs.
    ///
    /// - Throws: ``ProfileError`` where two of them collide or a declaration makes no sense.
    public static func table<Value>(
        plugins: [SessionPlugin<Value>]
    ) throws(ProfileError) -> SettingTable {
        try SettingTable(adding: ObserverSettings.all, plugins.flatMap(\.settings))
    }
}
