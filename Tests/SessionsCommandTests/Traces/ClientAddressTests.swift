import Testing

@testable import SessionsCommand

struct ClientAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:5678", "192.0.2.1"), ("192.0.2.1, 10.0.0.1", "192.0.2.1"),
        ("192.0.2.1,10.0.0.1", "192.0.2.1"), ("\"192.0.2.1\"", "192.0.2.1"), ("-, 192.0.2.1", "192.0.2.1"),
        ("unknown, 192.0.2.1:80", "192.0.2.1"), ("[2001:db8::1]:443", "2001:db8::1"), ("[::1]", "::1"),
        ("2001:db8::1", "2001:db8::1"), ("fe80::1%eth0", "fe80::1%eth0"), ("host.example", "host.example"),
        ("host.example:80", "host.example"), ("host:name", "host:name"), (":80", ":80"),
        ("-", nil), ("", nil), ("unknown", nil), ("-, unknown,", nil), ("\"-\"", nil),
    ])
    func first(list: String, address: String?) {
        let found = ClientAddress.first(of: Array(list.utf8)[...])
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == address)
    }

    @Test(arguments: [
        "0.0.0.0", "255.255.255.255:1", "::", "::1", "1::", "1:2:3:4:5:6:7:8",
        "fe80::a00:27ff:abcd:abc%enp0s8",
        "::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "[2001:DB8::1]:80", "192.0.2.1, host.example",
    ])
    func addressesAreRecognized(text: String) {
        #expect(ClientAddress.isIP(Array(text.utf8)[...]))
    }

    @Test(arguments: [
        "10.0.0.1", "127.0.0.1:80", "192.168.7.1", "172.16.0.1", "172.31.0.1", "100.64.0.1", "169.254.0.1",
        "::1",
        "[fd00::1]:80", "FC00::1", "fe80::1%eth0", "10.0.0.1, 203.0.113.1",
    ])
    func privateAddressesAreRecognized(text: String) {
        #expect(ClientAddress.isPrivate(Array(text.utf8)[...]))
    }

    @Test(arguments: [
        "203.0.113.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "192.169.0.1", "2001:db8::1", "fdx.example",
        "-", "",
    ])
    func publicAddressesAreNotPrivate(text: String) {
        #expect(!ClientAddress.isPrivate(Array(text.utf8)[...]))
    }

    @Test(arguments: [
        "", "-", "host.example", "92.118.161.13.research.example", "21:59:42", "1:2:3:4:5:6:7", "1.2.3",
        "1.2.3.4.5",
        "1..2.3", "1.2.3.", "1234.1.1.1", "beef", "::g", "nginx[1]:", "a.b.c.d", "host.example, 192.0.2.1",
    ])
    func otherTextsAreNotAddresses(text: String) {
        #expect(!ClientAddress.isIP(Array(text.utf8)[...]))
    }
}
