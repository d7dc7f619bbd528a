#if CommandLine && SQLite
    import Foundation

    /// Inspects JSON as bytes, so that copied values stay exactly as they are, including long numbers and the
    /// order of keys.
    enum JSONText {
        /// Returns whether the bytes are one valid JSON value.
        static func isValid(_ bytes: some Collection<UInt8>) -> Bool {
            (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        }

        /// Returns the members of a valid object: their decoded names, and the bytes of their values. A name
        /// may occur twice.
        static func members(of object: ArraySlice<UInt8>) throws -> [(name: String, value: ArraySlice<UInt8>)]
        {
            var scanner = Scanner(rest: object)
            var members: [(String, ArraySlice<UInt8>)] = []
            guard scanner.skip(UInt8(ascii: "{")) else { return [] }
            while !scanner.skip(UInt8(ascii: "}")), !scanner.rest.isEmpty {
                let name = try JSONDecoder().decode(String.self, from: Data(scanner.value()))
                _ = scanner.skip(UInt8(ascii: ":"))
                members.append((name, scanner.value()))
                _ = scanner.skip(UInt8(ascii: ","))
            }
            return members
        }

        /// Scans text that is known to be valid.
        private struct Scanner {
            var rest: ArraySlice<UInt8>

            mutating func skip(_ byte: UInt8) -> Bool {
                rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
                guard rest.first == byte else { return false }
                rest.removeFirst()
                return true
            }

            /// Returns the bytes of the next value.
            mutating func value() -> ArraySlice<UInt8> {
                rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
                var index = rest.startIndex
                var depth = 0
                var inText = false
                loop: while index < rest.endIndex {
                    switch (rest[index], inText) {
                    case (UInt8(ascii: "\\"), true): index += 1
                    case (UInt8(ascii: "\""), _): inText.toggle()
                    case (UInt8(ascii: "{"), false), (UInt8(ascii: "["), false): depth += 1
                    case (UInt8(ascii: "}"), false), (UInt8(ascii: "]"), false):
                        if depth == 0 { break loop }
                        depth -= 1
                    case (UInt8(ascii: ","), false), (UInt8(ascii: ":"), false):
                        if depth == 0 { break loop }
                    default: break
                    }
                    index = min(index + 1, rest.endIndex)
                }
                var value = rest[..<index]
                rest = rest[index...]
                while let last = value.last, last == 0x20 || (0x09...0x0D).contains(last) {
                    value.removeLast()
                }
                return value
            }
        }
    }
#endif
