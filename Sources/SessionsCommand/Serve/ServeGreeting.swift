/// What the program says when it serves: the address first, for programs that read it.
enum ServeGreeting {
    /// - Parameters:
    ///   - url: Without a slash at its end.
    ///   - token: Where the token that opens most is; `nil` without one.
    ///   - traffic: What is played into it, in a sentence; `nil` for nothing.
    static func text(url: String, profile: String, token: TokenSource?, traffic: String?) -> String {
        let header = token.map { " -H \"Authorization: Bearer $\($0.variable)\"" } ?? ""
        let place = token?.place.map {
            "Callers need the token of \($0), here as $\(token?.variable ?? "")\n"
        }
        let played = traffic.map { $0 + "\n" } ?? ""
        return """
            Serving sessions at \(url) with the profile \(profile); Ctrl-C stops it
            \(played)\(place ?? "")
              health    curl \(url)/health
              create    curl\(header) --json '{"id": "conv-1", "value": {"chat": "c-7"}}' \(url)/v1/sessions
              read      curl\(header) \(url)/v1/sessions/conv-1
              follow    curl -N\(header) \(url)/v1/events
              figures   curl\(header) \(url)/metrics
              routes    curl\(header) \(url)/openapi.json

            """
    }
}
