import SessionObservers
import SessionPersistence
public import SessionProfiles
public import Sessions

/// What profiles can say to a host.
public enum HostSettings {
    /// All settings there are with these plug-ins: the engine's, those of the observers and stores that ship,
    /// theirs, and those of the program's own.
    ///
    /// - Parameters:
    ///   - plugins: What profiles can turn on.
    ///   - stores: The names of stores beside those that ship.
    ///   - settings: The program's own settings.
    ///
    /// - Throws: ``ProfileError`` where two of them collide or a declaration makes no sense.
    public static func table<Value>(
        plugins: [SessionPlugin<Value>],
        stores: [String] = [],
        adding settings: [Setting] = []
    ) throws(ProfileError) -> SettingTable {
        try SettingTable(
            adding: ObserverSettings.all,
            PersistenceSettings.settings(adding: stores),
            plugins.flatMap(\.settings),
            settings
        )
    }
}
