/// A session id as a dictionary key.
///
/// Two keys are equal if their UTF-8 bytes are equal, as in the engine. `String` compares by canonical
/// equivalence, under which different bytes may be equal.
package struct SessionIdentifier: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (lhs: SessionIdentifier, rhs: SessionIdentifier) -> Bool {
        // Compares memory where the bytes are contiguous, as they usually are: comparing the views takes
        // three times as long.
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
