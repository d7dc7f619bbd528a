/// A format that is not supported, with advice on how to convert it.
struct UnreadFormat: Sendable {
    /// The name of the format, to follow "line 1 is".
    let name: String
    /// The advice to the user.
    let remedy: String
    /// Returns whether a line is in this format.
    let matches: @Sendable (ArraySlice<UInt8>) -> Bool

    private init(
        _ name: String,
        _ remedy: String,
        _ matches: @escaping @Sendable (ArraySlice<UInt8>) -> Bool
    ) {
        self.name = name
        self.remedy = remedy
        self.matches = matches
    }

    private static let toCSV = "Convert it to CSV with the columns timestamp_ms,session_id,op"

    static let all: [UnreadFormat] = [
        compressed("gzip", [0x1F, 0x8B], "gzip -dc"),
        compressed("zstd", [0x28, 0xB5, 0x2F, 0xFD], "zstd -dc"),
        compressed("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz -dc"),
        compressed("bzip2", Array("BZh".utf8), "bzip2 -dc"),
        UnreadFormat("part of a ZIP archive or a spreadsheet", "Unpack it, or save it as CSV") {
            $0.starts(with: [0x50, 0x4B, 0x03, 0x04])
        },
        UnreadFormat("UTF-16", "Convert it: iconv -f UTF-16 -t UTF-8") {
            $0.starts(with: [0xFF, 0xFE]) || $0.starts(with: [0xFE, 0xFF])
        },
        UnreadFormat("from a W3C extended log, as IIS and CloudFront write it", toCSV) { line in
            ["#Software:", "#Version:", "#Fields:", "#Date:"].contains { line.starts(with: $0.utf8) }
        },
        UnreadFormat("from the access log of an AWS load balancer", toCSV) { line in
            let fields = fields(line)
            return fields.count > 3 && LogTime.internet(fields[1]) != nil
                && fields[2].contains(UInt8(ascii: "/"))
                && ClientAddress.isIP(fields[3])
        },
        UnreadFormat(
            "from a log in HAProxy's own format",
            "Log in the common format with option httplog clf, or convert this log to CSV with the columns "
                + "timestamp_ms,session_id,op"
        ) { line in
            let fields = fields(LinePrefix.strip(line))
            return fields.count > 1 && ClientAddress.isIP(fields[0]) && fields[1].first == UInt8(ascii: "[")
        },
        UnreadFormat(
            "from a log in Squid's own format",
            "Log in the combined format: access_log … logformat=combined"
        ) {
            let fields = fields($0)
            return fields.count > 3 && TimeNumber(fields[0])?.hasFraction == true
                && ClientAddress.isIP(fields[2])
        },
        UnreadFormat("from an error log", "Replay the access log") { line in
            let line = LinePrefix.strip(line)
            let text = String(decoding: line.prefix(40), as: UTF8.self)
            return text.prefixMatch(of: /\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[|\[\w{3} \w{3} \d\d \d\d:/) != nil
        },
        UnreadFormat(
            "from JSON with an object on several lines or an array of objects",
            "Write one object per line, with jq -c . or jq -c '.[]'"
        ) {
            let text = $0.filter { $0 != UInt8(ascii: " ") }
            return text.elementsEqual("{".utf8) || text.elementsEqual("[".utf8)
                || text.starts(with: "[{".utf8)
        },
    ]

    private static func compressed(_ name: String, _ mark: [UInt8], _ unpack: String) -> UnreadFormat {
        UnreadFormat("compressed by \(name)", "Unpack it first: \(unpack) FILE | sessions replay -") {
            $0.starts(with: mark)
        }
    }

    private static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: UInt8(ascii: " "), maxSplits: 8, omittingEmptySubsequences: true)
    }
}
