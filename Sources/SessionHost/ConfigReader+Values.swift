import Configuration
import SessionProfiles
import Sessions

extension ConfigReader {
    /// Returns the reader's values for these settings, as texts by key.
    ///
    /// It asks for each value in every type that a provider may have, because a getter returns `nil` both for
    /// a value of another type and for a missing value.
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
