#if SQLite
    import Foundation

    /// The text of a JSON array. A batch of values is encoded and decoded as one array, in one call, which
    /// costs less than a call for each value.
    enum JSONArrayText {
        /// Returns the ranges of an array's elements, including the whitespace around them, or `nil` if the
        /// text is not an array.
        ///
        /// The elements must be valid JSON.
        static func elements(of text: UnsafeBufferPointer<UInt8>) -> [Range<Int>]? {
            guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else { return nil }
            var elements: [Range<Int>] = []
            var start = 1
            var depth = 0
            var index = 0
            while index < text.count {
                switch text[index] {
                case UInt8(ascii: "\""):
                    index += 1
                    while index < text.count, text[index] != UInt8(ascii: "\"") {
                        index += text[index] == UInt8(ascii: "\\") ? 2 : 1
                    }
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                case UInt8(ascii: ",") where depth == 1:
                    elements.append(start..<index)
                    start = index + 1
                default: break
                }
                index += 1
            }
            guard depth == 0, start < text.count else { return nil }
            // An array without elements has no element, not an empty one.
            if elements.isEmpty, text[start..<(text.count - 1)].allSatisfy({ $0 <= 0x20 }) { return [] }
            elements.append(start..<(text.count - 1))
            return elements
        }

        /// Returns the elements of an array as separate arrays of bytes.
        static func split(_ array: some ContiguousBytes) -> [[UInt8]]? {
            array.withUnsafeBytes { bytes in
                let text = bytes.bindMemory(to: UInt8.self)
                return elements(of: text)?.map { Array(text[$0]) }
            }
        }

        /// Returns an array with these elements.
        ///
        /// Returns `nil` if its elements would be different ones. This happens if an element is invalid JSON
        /// and another one makes up for it.
        static func join(_ elements: ArraySlice<[UInt8]>) -> Data? {
            var ranges: [Range<Int>] = []
            ranges.reserveCapacity(elements.count)
            var end = 1
            for element in elements {
                let start = ranges.isEmpty ? end : end + 1
                end = start + element.count
                ranges.append(start..<end)
            }
            var text = Data(count: end + 1)
            text.withUnsafeMutableBytes { text in
                text[0] = UInt8(ascii: "[")
                for (element, range) in zip(elements, ranges) {
                    UnsafeMutableRawBufferPointer(rebasing: text[range]).copyBytes(from: element)
                    // The closing bracket overwrites this after the last element.
                    text[range.upperBound] = UInt8(ascii: ",")
                }
                text[end] = UInt8(ascii: "]")
            }
            let found = text.withUnsafeBytes { Self.elements(of: $0.bindMemory(to: UInt8.self)) }
            return found == ranges ? text : nil
        }
    }
#endif
