#if HTTP
    import NIOHTTP1

    extension HTTPRequestHead {
        /// Makes the host that the request is for its one `Host`, and the target a path: a target in absolute form
        /// overrides the header (RFC 9112, 3.2.2). Who checks the host must not look at another one than who chooses
        /// by it.
        ///
        /// - Returns: False if it is not one host: HTTP/1.1 wants one header, and a proxy in front might take the
        ///   other of two.
        mutating func settleHost() -> Bool {
            let hosts = headers["host"]
            guard hosts.count == 1 || hosts.isEmpty && version.minor == 0,
                hosts.allSatisfy({ Self.isHost($0) })
            else { return false }
            if uri.hasPrefix("/") || method == .CONNECT || method == .OPTIONS && uri == "*" { return true }
            guard
                let scheme = ["http://", "https://"].first(where: { uri.lowercased().hasPrefix($0) })
            else { return false }
            let rest = uri.dropFirst(scheme.count)
            let host = String(rest.prefix { !"/?#".contains($0) })
            guard !host.isEmpty, Self.isHost(host) else { return false }
            let target = rest.dropFirst(host.count)
            guard target.first != "#" else { return false }
            headers.replaceOrAdd(name: "host", value: host)
            uri = target.hasPrefix("/") ? String(target) : "/" + target
            return true
        }

        /// Whether this can be a host, with a port or without; the empty one is for targets that have none.
        private static func isHost(_ text: String) -> Bool {
            text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#"/?#@\,"<>"#.utf8.contains($0) }
        }
    }
#endif
