import SessionObservers
public import SessionProfiles
public import Sessions

/// What profiles can say to a host beyond the engine's settings.
public enum HostSettings {
    /// The host's own settings and those of the observers that ship.
    public static let all: [Setting] =
        [
            Setting(
                "drain-timeout",
                .duration(.zero ... .minutes(10)),
                default: .duration(.seconds(5)),
                documentation: "How long a graceful shutdown waits for observers to take what is left; what "
                    + "they have not taken then is dropped and counted."
            )
        ] + ObserverSettings.all

    /// All settings there are with these plug-ins.
    ///
    /// - Throws: ``ProfileError`` where two of them collide or a declaration makes no sense.
    public static func table<Value>(
        plugins: [SessionPlugin<Value>]
    ) throws(ProfileError) -> SettingTable {
        try SettingTable(adding: all, plugins.flatMap(\.settings))
    }
}
