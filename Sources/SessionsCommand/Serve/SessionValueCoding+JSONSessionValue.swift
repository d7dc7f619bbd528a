#if HTTP && SQLite
    import SessionAPI
    import SessionPersistence
    import SessionSQLite

    extension SessionValueCoding<JSONSessionValue> {
        /// JSON as `json()` writes it, read without `Codable`, which takes several times as long for a value of any shape.
        ///
        /// `Codable` reads the values that the parser refuses, such as an imported value with a duplicate
        /// key.
        static func parsedJSON() throws(SessionStoreError) -> SessionValueCoding {
            let json = try SessionValueCoding.json()
            return SessionValueCoding(
                encode: json.encode,
                decode: { text in try JSONSessionValue(text: text) ?? json.decode(text) },
                encodeBatch: json.encodeBatch
            )
        }
    }
#endif
