/// What the program says when it serves: the address first, for programs that read it.
enum ServeGreeting {
    /// - Parameters:
    ///   - url: Without a slash at its end.
    ///   - tokenVariable: The variable of the environment with the token that opens most; `nil` without one.
    ///   - traffic: What is played into it, in a sentence; `nil` for nothing.
    static func text(url: String, profile: String, tokenVariable: String?, traffic: String?) -> String {
        let token = tokenVariable.map { " -H \"Authorization: Bearer $\($0)\"" } ?? ""
        let played = traffic.map { $0 + "\n" } ?? ""
        return """
            Serving sessions at \(url) with the profile \(profile); Ctrl-C stops it
            \(played)
              health    curl \(url)/health
              create    curl\(token) --json '{"id": "conv-1", "value": {"chat": "c-7"}}' \(url)/v1/sessions
              read      curl\(token) \(url)/v1/sessions/conv-1
              follow    curl -N\(token) \(url)/v1/events
              figures   curl\(token) \(url)/metrics
              routes    curl\(token) \(url)/openapi.json

            """
    }
}
