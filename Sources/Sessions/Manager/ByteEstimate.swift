/// The size of a value: the size that the value states, or an estimate by reflection.
@usableFromInline package enum ByteEstimate {
    /// The number of parts of a value that are measured; further parts are not counted.
    static let partLimit = 10_000

    /// Returns the approximate size of a value in bytes: ``SizedSessionValue/estimatedBytes`` if the value has it, and
    /// otherwise the sum of its fields, the text of its strings and the elements of its collections.
    ///
    /// An object counts each time it is reached, up to a depth of 32. Of a value with more than 10,000
    /// parts, the first 10,000 count. The cost is about a microsecond for each part.
    @usableFromInline package static func bytes(of value: Any) -> Int {
        if let sized = value as? any SizedSessionValue { return max(0, sized.estimatedBytes) }
        var partsLeft = partLimit
        return bytes(of: value, depth: 0, &partsLeft)
    }

    private static func bytes(of value: Any, depth: Int, _ partsLeft: inout Int) -> Int {
        partsLeft -= 1
        if let text = value as? String {
            // A string of up to 15 bytes is stored in place.
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
