/// The source of a program's profile, for the dashboard.
package protocol ProfileStatusSource: Sendable {
    /// Returns the profile's name, why it was selected, its settings with the layers of each value, the settings that
    /// wait for a restart, and the problem of the last reload, as a JSON object.
    ///
    /// - Parameter showsPlaces: Whether the names of environment variables and files are included.
    func profileStatus(showsPlaces: Bool) async -> String
}
