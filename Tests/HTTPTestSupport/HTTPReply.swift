#if HTTP
    /// A response as a client read it.
    package struct HTTPReply: Sendable {
        package var status: Int
        /// `HTTP/1.1`, as a rule.
        package var version = ""
        package var headers: [(name: String, value: String)] = []
        package var body = ""

        /// A response of these lines: the status, and the headers.
        package init(_ lines: [String]) throws {
            let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
            guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
                throw HTTPConnectionError("no response: \(lines)")
            }
            self.status = status
            version = String(words[0])
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else {
                    throw HTTPConnectionError("no header: \(line)")
                }
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                headers.append((line[..<colon].lowercased(), String(value)))
            }
        }

        /// The value of the first header of this name, which is in lower case.
        package subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }

        /// The values of all headers of this name, which is in lower case.
        package func all(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }
    }
#endif
