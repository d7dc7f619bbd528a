#if HTTP
    extension JSONSessionValue {
        /// Creates the value of a JSON text. Returns `nil` if this module's parser refuses the text, for
        /// example because of a duplicate key.
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
