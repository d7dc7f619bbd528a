#if HTTP
    import Sessions
    import Testing

    @testable import SessionMiddleware

    struct SessionCookieTests {
        @Test func attributesAsABrowserReadsThem() throws {
            #expect(
                SessionCookie().setting("id") == "__Host-session=id; Path=/; Secure; HttpOnly; SameSite=Lax"
            )
            let cookie = try SessionCookie(
                name: "__Secure-id",
                isHTTPOnly: false,
                sameSite: .none,
                path: "/app",
                domain: "example.com",
                maxAge: .hours(2)
            )
            #expect(
                cookie.setting("id")
                    == "__Secure-id=id; Max-Age=7200; Path=/app; Domain=example.com; Secure; SameSite=None"
            )
            #expect(
                cookie.clearing
                    == "__Secure-id=; Max-Age=0; Path=/app; Domain=example.com; Secure; SameSite=None"
            )
            #expect(
                SessionCookie.plainHTTP.setting("id") == "session=id; Path=/; HttpOnly; SameSite=Lax"
            )
            #expect(try SessionCookie(sameSite: .strict).setting("id").hasSuffix("; SameSite=Strict"))
            #expect(try SessionCookie() == SessionCookie(name: "__Host-session"))
        }

        @Test func prefixesKeepTheirPromise() throws {
            #expect(code { try SessionCookie(isSecure: false) } == .secure)
            #expect(code { try SessionCookie(path: "/app") } == .prefix)
            #expect(code { try SessionCookie(domain: "example.com") } == .prefix)
            #expect(code { try SessionCookie(name: "__hOST-x", domain: "example.com") } == .prefix)
            #expect(code { try SessionCookie(name: "__Secure-x", isSecure: false) } == .secure)
            #expect(
                code { try SessionCookie(name: "__Secure-x", path: "/app", domain: "example.com") } == nil
            )
            #expect(code { try SessionCookie(name: "__Http-x", isHTTPOnly: false) } == .prefix)
            #expect(code { try SessionCookie(name: "__Http-x", path: "/app") } == nil)
            #expect(code { try SessionCookie(name: "__Host-Http-x", isHTTPOnly: false) } == .prefix)
            #expect(code { try SessionCookie(name: "__Host-Http-x", path: "/app") } == .prefix)
            #expect(code { try SessionCookie(name: "__Host-x", isHTTPOnly: false) } == nil)
            #expect(code { try SessionCookie(name: "x", isSecure: false) } == nil)
        }

        @Test func cookiesThatBrowsersRejectAreRefused() {
            #expect(code { try SessionCookie(name: "x", isSecure: false, sameSite: .none) } == .secure)
            for name in ["", "a b", "a=b", "a;b", "a\r\nb", "a\0", "é", String(repeating: "a", count: 129)] {
                #expect(code { try SessionCookie(name: name) } == .name, "\(name.debugDescription)")
            }
            for path in ["", "app", "/a;b", "/a\r\nSet-Cookie: x=y", "/\0", "/é"] {
                #expect(
                    code { try SessionCookie(name: "x", path: path) } == .path,
                    "\(path.debugDescription)"
                )
            }
            for domain in ["", "a b", "example.com; Secure", "é.com", "a\nb"] {
                #expect(code { try SessionCookie(name: "x", domain: domain) } == .domain)
            }
            for age in [Duration.zero, .milliseconds(999), .seconds(-5), .hours(400 * 24) + .seconds(1)] {
                #expect(code { try SessionCookie(maxAge: age) } == .maxAge)
            }
            #expect(code { try SessionCookie(maxAge: .hours(400 * 24)) } == nil)
        }

        @Test func errorsSayWhatToDo() {
            let error = #expect(throws: SessionCookieError.self) { try SessionCookie(path: "/app") }
            #expect(
                error?.description == "browsers refuse a cookie named __Host-… for a part of the host; "
                    + "leave the path at /, or choose a name without this prefix"
            )
        }

        private func code(_ make: () throws -> SessionCookie) -> SessionCookieError.Code? {
            do {
                _ = try make()
                return nil
            } catch {
                return (error as? SessionCookieError)?.code
            }
        }
    }
#endif
