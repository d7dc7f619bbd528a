#if HTTP
    import NIOHTTP1

    extension HTTPRequestHead {
        /// Reduces the request's host to one `Host` header and its target to a path. A target in absolute form
        /// overrides the header (RFC 9112, 3.2.2).
        ///
        /// The check of the host and the routing by it must not see two different hosts.
        ///
        /// - Returns: False unless there is exactly one host. HTTP/1.1 requires one header, and if there are
        ///   two, a proxy might use the other one.
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

        /// Returns whether this is a valid host, with or without a port. An empty host is for targets without one.
        private static func isHost(_ text: String) -> Bool {
            text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#"/?#@\,"<>"#.utf8.contains($0) }
        }
    }
#endif
