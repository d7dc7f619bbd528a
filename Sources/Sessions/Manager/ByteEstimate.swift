/// Estimates how many bytes a value takes, by reflection.
public enum ByteEstimate {
    /// The bytes of the value's fields, with the text of strings and the elements of collections; objects are
    /// counted as often as they are met, down to 32 levels.
    public static func bytes(of value: Any) -> Int { bytes(of: value, depth: 0) }

    private static func bytes(of value: Any, depth: Int) -> Int {
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
            for child in level.children { total += bytes(of: child.value, depth: depth + 1) }
            current = level.superclassMirror
        }
        return max(inPlace, total)
    }

    private static func size(of value: Any) -> Int {
        func open<T>(_ value: T) -> Int { MemoryLayout<T>.size }
        return _openExistential(value, do: open)
    }
}
