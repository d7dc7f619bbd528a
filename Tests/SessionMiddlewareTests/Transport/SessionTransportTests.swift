#if HTTP
    import HTTPTypes
    import Testing

    @testable import SessionMiddleware

    /// Reading the id from the headers of a request.
    struct SessionTransportTests {
        private let id = "abcdefghijklmnopqrstuvwxyz01-_AZ"
        private let other = "ABCDEFGHIJKLMNOPQRSTUVWXYZ01-_az"

        private func read(_ cookies: String...) -> SessionTransport.Presented {
            var headers = HTTPFields()
            headers.append(HTTPField(name: .accept, value: "__Host-session=\(other)"))
            for cookie in cookies { headers.append(HTTPField(name: .cookie, value: cookie)) }
            return SessionTransport.cookie(SessionCookie()).presented(headers)
        }

        @Test func findsItsCookieAmongOthers() {
            #expect(read("__Host-session=\(id)") == .id(id))
            #expect(read("a=b; __Host-session=\(id); c=d") == .id(id))
            #expect(read("a=b;__Host-session=\(id);c=d") == .id(id))
            #expect(read("\t a=b ;\t __Host-session=\(id) \t; ") == .id(id))
            #expect(read("a=b", "c=d; __Host-session=\(id)", "e") == .id(id))
            #expect(read("; ;;=; =x; a; __Host-session=\(id)") == .id(id))
            #expect(read("__Host-session=\(id)", "__Host-session=\(id)") == .id(id))
        }

        @Test func otherNamesAreOtherCookies() {
            #expect(read() == .nothing)
            #expect(read("") == .nothing)
            #expect(read("a=b") == .nothing)
            #expect(read("__Host-session") == .nothing)
            #expect(read("__Host-session2=\(id)") == .nothing)
            #expect(read("x__Host-session=\(id)") == .nothing)
            #expect(read("__host-session=\(id)") == .nothing)
            #expect(read("__Host-session =\(id)") == .nothing)
            #expect(read("a=__Host-session=\(id)") == .nothing)
        }

        @Test func malformedIDsAreInvalid() {
            #expect(read("__Host-session=") == .invalid)
            #expect(read("__Host-session= \(id)") == .invalid)
            #expect(read("__Host-session=\"\(id)\"") == .invalid)
            #expect(read("__Host-session=\(id)x") == .invalid)
            #expect(read("__Host-session=\(id.dropLast())") == .invalid)
            #expect(read("__Host-session=\(id.dropLast())=") == .invalid)
            #expect(read("__Host-session=\(id.dropLast())%") == .invalid)
            #expect(read("__Host-session=\(id.dropLast())\u{1B}") == .invalid)
            #expect(read("__Host-session=\(id.dropLast(2))é") == .invalid)
        }

        /// The cookie of a session whose age it follows has the time at which it expires.
        @Test func cookieCanSayWhenItExpires() {
            #expect(read("__Host-session=\(id).0") == .id(id, expiry: 0))
            #expect(read("a=b; __Host-session=\(id).1764381600; c=d") == .id(id, expiry: 1_764_381_600))
            #expect(read("__Host-session=\(id).999999999999") == .id(id, expiry: 999_999_999_999))
            #expect(read("__Host-session=\(id).1; __Host-session=\(id).1") == .id(id, expiry: 1))
            #expect(read("__Host-session=\(id).1; __Host-session=\(id).2") == .id(id))
            #expect(read("__Host-session=\(id).1; __Host-session=\(id)") == .id(id))
            #expect(read("__Host-session=\(id).1; __Host-session=\(other).1") == .invalid)
            for text in [".", ".x", ".-1", ".+1", ".1.1", ". 1", ".1234567890123", "1", "..1", ".1x"] {
                #expect(read("__Host-session=\(id)\(text)") == .invalid, "\(text)")
            }
            #expect(read("__Host-session=\(id.dropLast()).1") == .invalid)
            #expect(read("__Host-session=.1") == .invalid)
        }

        /// Only cookies expire.
        @Test func headerHasOnlyAnID() {
            let transport = SessionTransport.header(.mcp)
            #expect(transport.presented([SessionHeader.mcp.name: id]) == .id(id))
            #expect(transport.presented([SessionHeader.mcp.name: "\(id).1"]) == .invalid)
        }

        /// An attacker who can add a second cookie must not get his session chosen, whatever the order of the cookies.
        @Test func severalDifferentCookiesAreIgnored() {
            #expect(read("__Host-session=\(id); __Host-session=\(other)") == .invalid)
            #expect(read("__Host-session=\(other)", "__Host-session=\(id)") == .invalid)
            #expect(read("__Host-session=x; __Host-session=\(id)") == .invalid)
            #expect(read("__Host-session=\(id); __Host-session=x; __Host-session=\(id)") == .invalid)
        }
    }
#endif
