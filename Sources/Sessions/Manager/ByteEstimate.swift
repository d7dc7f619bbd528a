/// Estimates how many bytes a value takes, by reflection.
public enum ByteEstimate {
    /// How many parts of a value are looked at; what lies beyond is not counted.
    static let partLimit = 10_000

    /// The bytes of the value's fields, with the text of strings and the elements of collections.
    ///
    /// Objects are counted as often as they are met, down to 32 levels; of a value of more than 10,000 parts
    /// the first 10,000 count. It costs a microsecond or so for each part.
    public static func bytes(of value: Any) -> Int {
        var partsLeft = partLimit
        return bytes(of: value, depth: 0, &partsLeft)
    }

    private static func bytes(of value: Any, depth: Int, _ partsLeft: inout Int) -> Int {
        partsLeft -= 1
        if let text = value as? String {
            // A string of up to 15 bytes lies in place.
            return MemoryLayout<String>.size + (text.utf8.count > 15 ? text.utf8.count : 0)
        }
        let inPlace = size(of: value)
        let mirror = Mirror(reflecting: value)
        guard depth < 32, !mirror.children.isEmpty || mirror.superclassMirror != nil else { return inPlace }
        var total = 0
        var current: Mirror? = mirror
        while let level = current {
            for child in level.children {
                guard partsLeft > 0 else { return max(inPlace, total) }
                total += bytes(of: child.value, depth: depth + 1, &partsLeft)
            }
            current = level.superclassMirror
        }
        return max(inPlace, total)
    }

    private static func size(of value: Any) -> Int {
        func open<T>(_ value: T) -> Int { MemoryLayout<T>.size }
        return _openExistential(value, do: open)
    }
}
