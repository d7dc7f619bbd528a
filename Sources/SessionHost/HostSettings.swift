import SessionObservers
public import SessionProfiles
public import Sessions

/// What profiles can say to a host.
public enum HostSettings {
    /// All settings there are with these plug-ins: the engine's, those of the observers that ship, theirs, and
    /// those of the program's own.
    ///
    /// - Throws: ``ProfileError`` where two of them collide or a declaration makes no sense.
    public static func table<Value>(
        plugins: [SessionPlugin<Value>],
        adding settings: [Setting] = []
    ) throws(ProfileError) -> SettingTable {
        try SettingTable(adding: ObserverSettings.all, plugins.flatMap(\.settings), settings)
    }
}
