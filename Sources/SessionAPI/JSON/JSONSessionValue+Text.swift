#if HTTP
    extension JSONSessionValue {
        /// The value of a text of JSON; `nil` where this module's parser refuses it, as it does duplicate keys.
        ///
        /// `Codable` finds out what a value is by trying one type after the other, and each failed try costs as much as
        /// a whole value. This reads each byte once.
        package init?(text: [UInt8]) {
            guard let raw = try? JSONParser.parse(text, maximumDepth: HTTPLimits.maximumValueDepth) else {
                return nil
            }
            self.init(raw)
        }
    }
#endif
