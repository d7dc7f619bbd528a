import SessionProfiles

/// The text that the program prints when it serves. The address is on the first line, for programs that read
/// it.
struct ServeGreeting {
    /// The address without a trailing slash.
    let url: String
    let profile: String
    /// The source of the token with the most rights; `nil` without a token.
    let token: TokenSource?
    /// Whether the server has the dashboard.
    let hasDashboard: Bool
    /// A sentence about the simulated traffic; `nil` without it.
    let traffic: String?

    /// The line with the address, including its line break.
    var firstLine: String { firstLine(.plain) }

    /// The address and some commands to start with.
    func text(style: TerminalStyle = .plain) -> String {
        let header = token.map { " -H \"Authorization: Bearer $\($0.variable)\"" } ?? ""
        let place = token?.place.map {
            "Callers need the token in \($0); the commands below use it as $\(token?.variable ?? "")\n"
        }
        let dashboard = hasDashboard ? [("open  ", "\(url)/ in a browser, for the dashboard")] : []
        let commands = [
            (
                "create",
                "curl\(header) --json '{\"id\": \"conv-1\", \"value\": {\"chat\": \"c-7\"}}' \(url)/v1/sessions"
            ),
            ("follow", "curl -N\(header) \(url)/v1/events"),
            ("routes", "curl\(header) \(url)/openapi.json"),
        ]
        return firstLine(style) + (traffic.map { $0 + "\n" } ?? "") + (place ?? "")
            + (dashboard + commands).map { "  \(style.paint($0, .dim))  \($1)\n" }.joined()
    }

    private func firstLine(_ style: TerminalStyle) -> String {
        "Serving sessions at \(style.paint(url, .bold)) with the profile \(profile); Ctrl-C stops it\n"
    }
}
