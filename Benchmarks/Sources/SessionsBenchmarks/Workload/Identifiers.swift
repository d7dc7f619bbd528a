/// The ids of a benchmark: 36 bytes in the form of a UUID.
///
/// A number always gives the same id, but in a new string, so that no look-up is faster because it compares a key with
/// itself.
enum Identifiers {
    /// The length of an id in bytes.
    static let length = 36

    private static let digits: StaticString = "0123456789abcdef"
    private static let dash = UInt8(ascii: "-")

    /// Returns the id for this number.
    static func identifier(_ number: Int) -> String {
        var high = SplitMix64.mix(UInt64(number) &+ 0x5851_F42D_4C95_7F2D)
        var low = SplitMix64.mix(high)
        return String(unsafeUninitializedCapacity: length) { bytes in
            for place in 0..<length {
                if place == 8 || place == 13 || place == 18 || place == 23 {
                    bytes[place] = dash
                } else {
                    bytes[place] = digits.utf8Start[Int(high & 0xF)]
                    high = high >> 4 | low << 60
                    low >>= 4
                }
            }
            return length
        }
    }

    /// Returns the ids for these numbers, created one after the other so that they are in memory in this order.
    static func identifiers(_ numbers: some Collection<Int>) -> [String] { numbers.map(identifier) }
}
