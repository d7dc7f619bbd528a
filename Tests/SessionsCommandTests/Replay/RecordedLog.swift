#if CommandLine
    import Testing

    /// A log as some program writes it, with the result of a replay under the production profile.
    ///
    /// Logs with an issue number look like that reporter's log, with different addresses.
    struct RecordedLog: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let arguments: [String]
        /// The number of sessions created, or `nil` if the file is refused.
        let created: Int?
        let malformed: Int
        let withoutClient: Int
        /// The expected messages on standard error; none if it is empty.
        let says: [String]

        private init(
            _ name: String,
            _ text: String,
            _ arguments: [String] = [],
            created: Int?,
            malformed: Int = 0,
            withoutClient: Int = 0,
            says: [String] = []
        ) {
            testDescription = name
            self.text = text + "\n"
            self.arguments = arguments
            self.created = created
            self.malformed = malformed
            self.withoutClient = withoutClient
            self.says = says
        }

        /// Logs with the prefixes of log collectors.
        static let wrapped: [RecordedLog] = [
            RecordedLog(
                "Apache's vhost_combined",
                #"""
                shop.example:443 198.51.100.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                shop.example:443 198.51.100.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                shop.example:443 198.51.100.3 - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 3
            ),
            RecordedLog(
                "virtual host without a port",
                #"""
                shop.example 198.51.100.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                shop.example 198.51.100.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 2
            ),
            RecordedLog(
                "virtual host and clients by name, goaccess#1255 and #1644",
                #"""
                shop.example:443 dsl-1.isp.example - app [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                shop.example:443 dsl-2.isp.example - app [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                shop.example dsl-3.isp.example - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 3
            ),
            RecordedLog(
                "virtual host and an IPv6 zone, goaccess#2551",
                #"""
                box:443 fe80::a00:27ff:abcd:abc%enp0s8 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                box:443 fe80::a00:27ff:abcd:abd%enp0s8 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 2
            ),
            RecordedLog(
                "nginx to syslog",
                #"""
                Oct 13 21:59:42 web1 nginx: 192.0.2.1 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                Oct 13 21:59:43 web1 nginx: 192.0.2.2 - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                Oct 13 21:59:44 web1 nginx: 192.0.2.1 - - [13/Oct/2026:21:04:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 2
            ),
            RecordedLog(
                "rsyslog with ISO times and HAProxy's common format, goaccess#2678",
                #"""
                2024-05-07T08:39:31.326492+00:00 ip-10-21-111-50 haproxy[22009]: 192.0.2.219 - - [07/May/2024:08:39:31 +0000] "POST /some/uri HTTP/1.1" 401 271 "" "" 25792 302 "ft~" "bk01" "srv01" 0 0 4 3 7 ---- 19 19 0 0 0 0 0 "" ""
                2024-05-07T08:39:32.326492+00:00 ip-10-21-111-50 haproxy[22009]: 192.0.2.219 - - [07/May/2024:08:39:32 +0000] "POST /some/uri HTTP/1.1" 401 271 "" "" 25792 302 "ft~" "bk01" "srv01" 0 0 4 3 7 ---- 19 19 0 0 0 0 0 "" ""
                """#,
                created: 1
            ),
            RecordedLog(
                "syslog of a host that is named by its address",
                #"""
                <190>Oct  3 21:59:41 10.0.0.5 nginx: 192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                <190>Oct  3 21:59:42 10.0.0.5 nginx: 192.0.2.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 2
            ),
            RecordedLog(
                "RFC 5424, fail2ban#1888",
                #"""
                <38>1 2026-10-13T21:59:41+01:00 web1 nginx 2763 - - 192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                <38>1 2026-10-13T21:59:42+01:00 web1 nginx 2763 - - 192.0.2.1 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                <38>1 2026-10-13T21:59:43Z web1 nginx - a [x@1 k="\"]"][y@2 l="m"] 192.0.2.1 - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 1
            ),
            RecordedLog(
                "Heroku's logplex",
                #"""
                83 <40>1 2026-10-13T21:59:41+00:00 host app web.3 - 192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                83 <40>1 2026-10-13T21:59:42+00:00 host app web.3 - 192.0.2.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 2
            ),
            RecordedLog(
                "journalctl with a month in German and a service's own prefix, fail2ban#3646",
                #"""
                Dez 09 21:35:21 web1 hab[1072]: site.default(O): 192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                Dez 09 21:35:22 web1 hab[1072]: site.default(O): 192.0.2.1 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 1
            ),
            RecordedLog(
                "Kubernetes' CRI",
                #"""
                2026-10-03T19:59:41.100000000Z stdout F 192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                2026-10-03T19:59:42.100000000Z stdout F 192.0.2.1 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 1
            ),
            RecordedLog(
                "kubectl logs --timestamps",
                #"""
                2026-10-03T19:59:41.1Z 192.0.2.1 - Jo: Doe [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                2026-10-03T19:59:42.1Z 192.0.2.1 - Jo: Doe [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 1
            ),
            RecordedLog(
                "docker compose logs",
                #"""
                web-1  | 192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                web-2  | 192.0.2.1 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 1
            ),
        ]

        /// Logs with the client's address in various places and notations.
        static let addresses: [RecordedLog] = [
            RecordedLog(
                "forwarded addresses first",
                #"""
                203.0.113.9 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                203.0.113.9, 10.0.0.1 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                - - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                unknown, 203.0.113.9 - - [13/Oct/2026:21:04:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                unknown - - [13/Oct/2026:21:05:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 1,
                withoutClient: 2
            ),
            RecordedLog(
                "forwarded addresses first, in quotation marks, goaccess#615 and #984",
                #"""
                "203.0.113.9, 10.0.0.1" - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                "203.0.113.9" - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 1
            ),
            RecordedLog(
                "forwarded and balancer's address, and times between, goaccess#246 and #348",
                #"""
                203.0.113.9 - 10.0.0.1 - - [05/May/2015:07:52:16 +0000] "GET / HTTP/1.1" 404 140 0.000 "-" "x"
                203.0.113.9 - 10.0.0.2 - - [05/May/2015:07:52:17 +0000] 561 "GET / HTTP/1.1" 404 - "-" "x"
                """#,
                created: 1
            ),
            RecordedLog(
                "ports behind addresses, elastic-agent#405",
                #"""
                203.0.113.9:60162 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                203.0.113.9:60163 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                [2001:db8::1]:443 - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                [2001:db8::1]:444 - - [13/Oct/2026:21:04:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 2
            ),
            RecordedLog(
                "host names that begin like an address, goaccess#1784",
                #"""
                92.118.161.13.research.example - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                92.118.161.14.research.example - Ann B [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 2
            ),
            RecordedLog(
                "nginx' main behind a load balancer, without the option",
                #"""
                10.0.0.2 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" "203.0.113.1"
                10.0.0.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" "203.0.113.2"
                """#,
                created: 1,
                says: [
                    "warning: nearly all lines have the same address, 10.0.0.2, and 2 of 2 name a client behind it; use --client forwarded"
                ]
            ),
            RecordedLog(
                "nginx' main behind two load balancers, without the option",
                #"""
                10.0.0.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" "203.0.113.1"
                10.0.0.0 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" "203.0.113.2"
                10.0.0.1 - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" "203.0.113.3"
                """#,
                created: 2,
                says: [
                    "warning: most lines begin with a proxy's address, and 3 of 3 name a client behind it; use --client forwarded"
                ]
            ),
            RecordedLog(
                "nginx' main behind a load balancer",
                #"""
                10.0.0.2 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" "203.0.113.1, 10.0.0.1"
                10.0.0.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" "203.0.113.2, 10.0.0.1"
                10.0.0.2 - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" "-"
                """#,
                ["--client", "forwarded"],
                created: 2,
                withoutClient: 1
            ),
            RecordedLog(
                "Apache's address and the forwarded ones beside it",
                #"""
                10.0.0.2 203.0.113.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 203.0.113.2, 10.0.0.1 - ann [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                ["--client", "forwarded"],
                created: 2,
                withoutClient: 1
            ),
            RecordedLog(
                "the forwarded address and the balancer's beside it",
                #"""
                203.0.113.1 10.0.0.2 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                203.0.113.2 10.0.0.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 2
            ),
            RecordedLog(
                "forwarded address among others, goaccess#2401",
                #"""
                10.0.0.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" pid=26 id="x" forwarded_for="203.0.113.1, 1.1.1.1"
                10.0.0.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x" pid=26 id="x" forwarded_for="203.0.113.1, 1.1.1.1"
                """#,
                ["--client", "forwarded"],
                created: 1
            ),
            RecordedLog(
                "no forwarded address",
                #"""
                192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                ["--client", "forwarded"],
                created: nil,
                says: [
                    "there is no field with forwarded addresses",
                    "omit --client",
                ]
            ),
            RecordedLog(
                "only lines without a client",
                #"""
                - - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                - - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: nil,
                says: [
                    "- names no client: its 2 lines have '-' for the address; log the client's address"
                ]
            ),
            RecordedLog(
                "a proxy's address alone",
                #"""
                10.0.0.2 - - [13/Oct/2026:21:00:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:04:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:05:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:06:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:07:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:08:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                10.0.0.2 - - [13/Oct/2026:21:09:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 1,
                says: [
                    "warning: nearly all lines have the same address, 10.0.0.2; if it is a proxy's, log"
                ]
            ),
            RecordedLog(
                "each line a client of its own",
                #"""
                host-0.example - - [13/Oct/2026:21:00:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-1.example - - [13/Oct/2026:21:01:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-2.example - - [13/Oct/2026:21:02:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-3.example - - [13/Oct/2026:21:03:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-4.example - - [13/Oct/2026:21:04:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-5.example - - [13/Oct/2026:21:05:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-6.example - - [13/Oct/2026:21:06:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-7.example - - [13/Oct/2026:21:07:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-8.example - - [13/Oct/2026:21:08:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                host-9.example - - [13/Oct/2026:21:09:41 +0200] "GET / HTTP/1.1" 200 150 "-" "x"
                """#,
                created: 10,
                says: [
                    "warning: nearly every line has a different client, such as 'host-0.example x': no session is used again"
                ]
            ),
        ]

        /// Logs with JSON lines.
        static let json: [RecordedLog] = [
            RecordedLog(
                "Caddy",
                #"""
                {"level":"info","ts":1760385641.5,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"10.0.0.1","client_ip":"192.0.2.1","method":"GET","uri":"/","headers":{"User-Agent":["x"],"Cookie":["\"]}"]}},"status":200}
                {"level":"info","ts":1760385642.5,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"10.0.0.1","client_ip":"192.0.2.2","method":"GET","uri":"/","headers":{"User-Agent":["x"],"Cookie":["\"]}"]}},"status":200}
                """#,
                created: 2
            ),
            RecordedLog(
                "Caddy 2.5 after its start, goaccess#2054 and #2308",
                #"""
                {"level":"info","ts":1622829915.95,"logger":"admin","msg":"started","address":"tcp/localhost:2019"}
                {"level":"info","ts":1651591051.53,"request":{"remote_addr":"198.51.100.7:60421","headers":{"User-Agent":["x"]}},"common_log":"198.51.100.7 - - [03/May/2022:15:17:34 +0000] \"GET / HTTP/2.0\" 304 0"}
                {"level":"info","ts":1651591052.53,"request":{"remote_addr":"198.51.100.7:60422","headers":{"User-Agent":["x"]}},"common_log":"198.51.100.7 - - [03/May/2022:15:17:34 +0000] \"GET / HTTP/2.0\" 304 0"}
                """#,
                created: 1,
                malformed: 1,
                says: [
                    "-:1: there is no field with the client's address, such as remote_addr or client_ip"
                ]
            ),
            RecordedLog(
                "Traefik, goaccess#2268",
                #"""
                {"ClientAddr":"192.0.2.1:32311","ClientHost":"192.0.2.1","Duration":433331475,"RequestAddr":"example.com","ServiceURL":{"Scheme":"http","User":null,"Host":"10.0.0.1:20594"},"StartUTC":"2021-11-30T23:00:01.201712623Z","request_User-Agent":"x","time":"2021-11-30T23:00:09Z"}
                {"ClientAddr":"192.0.2.1:32312","ClientHost":"192.0.2.1","Duration":433331475,"RequestAddr":"example.com","ServiceURL":{"Scheme":"http","User":null,"Host":"10.0.0.1:20594"},"StartUTC":"2021-11-30T23:00:02.201712623Z","request_User-Agent":"x","time":"2021-11-30T23:00:09Z"}
                """#,
                created: 1
            ),
            RecordedLog(
                "nginx with escape=json, loki#3694",
                #"""
                {"msec": "1619676101.299", "remote_addr": "10.0.0.1", "http_user_agent": "x \u00e4 \"y\"", "http_x_forwarded_for": "192.0.2.1, 10.9.9.9", "request_time": "0.003"}
                {"msec": "1619676102.299", "remote_addr": "10.0.0.1", "http_user_agent": "x \u00e4 \"y\"", "http_x_forwarded_for": "192.0.2.2, 10.9.9.9", "request_time": "0.003"}
                """#,
                ["--client", "forwarded"],
                created: 2
            ),
            RecordedLog(
                "docker's json-file",
                #"""
                {"log":"192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] \"GET / HTTP/1.1\" 200 150 \"-\" \"x\"\n","stream":"stdout","time":"2026-10-13T21:59:41.1Z"}
                {"log":"192.0.2.1 - - [13/Oct/2026:21:02:41 +0200] \"GET / HTTP/1.1\" 200 150 \"-\" \"x\"\n","stream":"stdout","time":"2026-10-13T21:59:42.1Z"}
                """#,
                created: 1
            ),
            RecordedLog(
                "Filebeat, whose host has addresses too",
                #"""
                {"@timestamp":"2026-10-13T21:59:42.1Z","host":{"ip":["10.0.0.1"]},"message":"192.0.2.1 - - [13/Oct/2026:21:01:41 +0200] \"GET / HTTP/1.1\" 200 150 \"-\" \"x\""}
                {"@timestamp":"2026-10-13T21:59:42.1Z","host":{"ip":["10.0.0.1"]},"message":"192.0.2.2 - - [13/Oct/2026:21:02:41 +0200] \"GET / HTTP/1.1\" 200 150 \"-\" \"x\""}
                """#,
                created: 2
            ),
            RecordedLog(
                "JSON in syslog",
                #"""
                Oct 13 21:59:42 web1 caddy[1]: {"ts": 1760385582.1, "request": {"client_ip": "192.0.2.1"}}
                Oct 13 21:59:42 web1 caddy[1]: {"ts": 1760385582.1, "request": {"client_ip": "192.0.2.2"}}
                """#,
                created: 2
            ),
            RecordedLog(
                "JSON on several lines, goaccess#2626",
                #"""
                {
                    "level": "info",
                    "ts": 1707273079.4037006
                }
                """#,
                created: nil,
                says: [
                    "line 1 is from JSON with an object on several lines",
                    "jq -c",
                ]
            ),
        ]

        /// CSV as written by spreadsheets and databases.
        static let csv: [RecordedLog] = [
            RecordedLog(
                "fields in quotation marks",
                #"""
                "timestamp_ms","session_id","op"
                "0","a""n,n","create"
                "60000","a""n,n","touch"
                """#,
                created: 1
            ),
            RecordedLog(
                "seconds since 1970",
                #"""
                1700000000,ann,create
                1700000060,ann,touch
                1700003600,ann,touch
                """#,
                created: 1,
                says: [
                    "warning: -: the times look like seconds since 1970, such as 1700000000",
                    "use --time-unit s",
                ]
            ),
            RecordedLog(
                "seconds since 1970, said so",
                #"""
                1700000000.25,ann,create
                1700000060,ann,touch
                1700003600,ann,touch
                """#,
                ["--time-unit", "s"],
                created: 2
            ),
            RecordedLog(
                "seconds since the start",
                #"""
                0,ann,create
                60,ann,touch
                3600,ann,touch
                """#,
                created: 1,
                says: [
                    "warning: the whole trace spans 3s 600ms; if its times are seconds, use --time-unit s"
                ]
            ),
            RecordedLog(
                "seconds with fractions",
                #"""
                1700000000.25,ann,create
                """#,
                created: nil,
                says: [
                    "'1700000000.25' has a fraction; name its unit, as with --time-unit s"
                ]
            ),
            RecordedLog(
                "microseconds",
                #"""
                1700000000000000,ann,create
                """#,
                created: nil,
                says: [
                    "too late",
                    "it looks like microseconds: use --time-unit us",
                ]
            ),
            RecordedLog(
                "nanoseconds",
                #"""
                1700000000000000000,ann,create
                """#,
                created: nil,
                says: [
                    "use --time-unit ns"
                ]
            ),
            RecordedLog(
                "nanoseconds, said so",
                #"""
                1700000000000000000,ann,create
                1700003600000000000,ann,touch
                """#,
                ["--time-unit", "ns"],
                created: 2
            ),
            RecordedLog(
                "milliseconds, said to be seconds",
                #"""
                1700000000000,ann,create
                """#,
                ["--time-unit", "s"],
                created: nil,
                says: [
                    "it looks like milliseconds: use --time-unit ms"
                ]
            ),
            RecordedLog(
                "RFC 3339, as a database exports it",
                #"""
                2026-10-03 19:59:42+00,ann,create
                2026-10-03T20:39:42.5Z,ann,touch
                """#,
                created: 2
            ),
            RecordedLog(
                "a number that a spreadsheet shortened",
                #"""
                1.7E+12,ann,create
                """#,
                created: nil,
                says: [
                    "'1.7E+12', which has lost digits"
                ]
            ),
            RecordedLog(
                "semicolons",
                #"""
                timestamp_ms;session_id;op
                0;ann;create
                """#,
                created: nil,
                says: [
                    "the fields are separated by semicolons; write them with commas, as in 1500,conv-1,touch"
                ]
            ),
        ]

        /// Formats that are not supported.
        static let unread: [RecordedLog] = [
            RecordedLog(
                "HAProxy's own, goaccess#2763",
                #"""
                Nov 18 16:55:38 localhost haproxy[42886]: 192.0.2.40:27088 [18/Nov/2024:16:55:37.482] proxy0~ cache0 cache0 0/0/657 4243 GET https://www.example.com/ HTTP/2.0 200/0/0/657 4243 cache0
                """#,
                created: nil,
                says: [
                    "line 1 is from a log in HAProxy's own format",
                    "option httplog clf",
                ]
            ),
            RecordedLog(
                "IIS, plaso#4903",
                #"""
                #Software: Microsoft Internet Information Services 10.0
                #Fields: date time s-ip
                2022-01-01 00:01:24 fe80::1ff:fe23:4567:890a%3 POST /powershell - 444 user ::1 WinRM - 200 0 0 15
                """#,
                created: nil,
                says: [
                    "line 1 is from a W3C extended log",
                    "timestamp_ms,session_id,op",
                ]
            ),
            RecordedLog(
                "AWS' load balancer",
                #"""
                h2 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 10.0.1.252:48160 10.0.0.66:9000 0.000 0.002 0.000 200 200 5 257 "GET https://x:443/ HTTP/2.0"
                """#,
                created: nil,
                says: [
                    "from the access log of an AWS load balancer"
                ]
            ),
            RecordedLog(
                "nginx' error log, vector#7919",
                #"""
                2021/06/17 19:25:59 [notice] 133309#133309: signal process started
                """#,
                created: nil,
                says: [
                    "line 1 is from an error log. Replay the access log"
                ]
            ),
            RecordedLog(
                "a month in German",
                #"""
                192.0.2.1 - - [12/Mai/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 1 "-" "x"
                """#,
                created: nil,
                says: [
                    "the time is not written as in [12/May/2024:00:00:17 +0000]: '12/Mai/2024:00:00:17 +0000'"
                ]
            ),
            RecordedLog(
                "a time without its zone",
                #"""
                192.0.2.1 - - [12/May/2024:00:00:17] "GET / HTTP/1.1" 200 1 "-" "x"
                """#,
                created: nil,
                says: [
                    "the time is not written as in",
                    "'12/May/2024:00:00:17'",
                ]
            ),
        ]
    }
#endif
