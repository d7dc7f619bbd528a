/// A session's id as a key: equal to another if their UTF-8 bytes are, as for the engine. Strings are also equal
/// where only their bytes differ.
package struct SessionIdentifier: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (lhs: SessionIdentifier, rhs: SessionIdentifier) -> Bool {
        // Over memory where the bytes lie in one piece, as they mostly do: the views take three times as long.
        let isEqual = lhs.text.utf8.withContiguousStorageIfAvailable { lhs in
            rhs.text.utf8.withContiguousStorageIfAvailable { lhs.count == $0.count && lhs.elementsEqual($0) }
        }
        return (isEqual ?? nil) ?? lhs.text.utf8.elementsEqual(rhs.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
