import SessionObservers
import SessionPersistence
public import SessionProfiles
public import Sessions

/// The settings that a host's profiles may have.
public enum HostSettings {
    /// Returns the table of all settings: those of the engine, of the observers and stores that ship, of the
    /// plug-ins, and of the program itself.
    ///
    /// - Parameters:
    ///   - plugins: The plug-ins that profiles can turn on.
    ///   - stores: The names of further stores.
    ///   - settings: The program's own settings.
    /// - Throws: `ProfileError` if two settings collide or a declaration is invalid.
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
