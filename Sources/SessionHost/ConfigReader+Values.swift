import Configuration
import SessionProfiles
import Sessions

extension ConfigReader {
    /// The values that this reader has for these settings, as texts by key.
    ///
    /// Each is asked for as every type that a provider may hold it in, since a getter answers `nil` for a
    /// value of another type as for one that isn't there.
    func values(of table: SettingTable) throws(SessionHostError) -> [String: String] {
        var values: [String: String] = [:]
        for setting in table.settings {
            let key = ConfigKey(setting.key)
            if let text = string(forKey: key, isSecret: setting.isSecret) {
                values[setting.key] = text
            } else if let value = int(forKey: key, isSecret: setting.isSecret) {
                values[setting.key] = String(value)
            } else if let value = double(forKey: key, isSecret: setting.isSecret) {
                values[setting.key] = String(value)
            } else if let value = bool(forKey: key, isSecret: setting.isSecret) {
                values[setting.key] = String(value)
            } else if stringArray(forKey: key) != nil || intArray(forKey: key) != nil {
                throw .unreadableConfiguration(setting.key)
            }
        }
        return values
    }
}
