/// A session's id as a key: equal to another if their UTF-8 bytes are, as for the engine. Strings are also equal
/// where only their bytes differ.
package struct SessionIdentifier: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (lhs: SessionIdentifier, rhs: SessionIdentifier) -> Bool {
        lhs.text.utf8.elementsEqual(rhs.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
