import SessionProfiles

/// What the program says when it serves: the address first, for programs that read it.
struct ServeGreeting {
    /// Without a slash at its end.
    let url: String
    let profile: String
    /// Where the token that opens most is; `nil` without one.
    let token: TokenSource?
    /// What is played into it, in a sentence; `nil` for nothing.
    let traffic: String?

    /// The line with the address, and a line break.
    var firstLine: String { firstLine(.plain) }

    /// The address, and the commands to begin with.
    func text(style: TerminalStyle = .plain) -> String {
        let header = token.map { " -H \"Authorization: Bearer $\($0.variable)\"" } ?? ""
        let place = token?.place.map {
            "Callers need the token of \($0), here as $\(token?.variable ?? "")\n"
        }
        let commands = [
            (
                "create",
                "curl\(header) --json '{\"id\": \"conv-1\", \"value\": {\"chat\": \"c-7\"}}' \(url)/v1/sessions"
            ),
            ("follow", "curl -N\(header) \(url)/v1/events"),
            ("routes", "curl\(header) \(url)/openapi.json"),
        ]
        return firstLine(style) + (traffic.map { $0 + "\n" } ?? "") + (place ?? "")
            + commands.map { "  \(style.paint($0, .dim))  \($1)\n" }.joined()
    }

    private func firstLine(_ style: TerminalStyle) -> String {
        "Serving sessions at \(style.paint(url, .bold)) with the profile \(profile); Ctrl-C stops it\n"
    }
}
