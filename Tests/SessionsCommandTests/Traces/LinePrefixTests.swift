import Testing

@testable import SessionsCommand

struct LinePrefixTests {
    private func strip(_ line: String) -> String {
        String(decoding: LinePrefix.strip(Array(line.utf8)[...]), as: UTF8.self)
    }

    @Test(arguments: [
        "Oct 13 21:59:42 web1 nginx: ", "Oct  3 21:59:42 web1 nginx[12]: ", "<190>Oct 13 21:59:42 nginx: ",
        "Dez 09 21:35:20 web1 nginx/abc[1]: ", "2026-10-13T21:59:42.123456+02:00 web1 nginx:  ",
        "2026-10-13T21:59:42+0200 10.0.0.5 nginx[1]: ", "2026-10-13T21:59:42Z stdout F ",
        "2026-10-13T21:59:42.1Z stderr P ", "2026-10-13T21:59:42.1Z ",
        "<34>1 2026-10-13T21:59:42Z h a 1 ID - ",
        #"<34>1 - h a - - [a b="]\"" c="d"][e] "#, "<34>1 - h a - - - \u{FEFF}", "83 <40>1 - h app web.3 - ",
        "5 <40>Oct 13 21:59:42 h t: ", "web-1  | ", "web_1 | 2026-10-13T21:59:42.1Z ",
    ])
    func prefixesAreStripped(prefix: String) {
        for line in ["192.0.2.1 - Jo: Doe [12/May", "host.example - - [12/May", #"{"ts": 1, "a": "b"}"#] {
            #expect(strip(prefix + line) == line)
        }
    }

    @Test(arguments: [
        "", "192.0.2.1 - - [12/May", "2001:db8:: - - [12/May", "2026.example - - [12/May", "Oct - - [12/May",
        "1700000000,conv-1,touch", "2026-10-13T21:59:42Z,conv-1,touch", #"{"a":1}"#, "<b>", "<34>1 a",
        "12 <34",
        "Oct 13 21:59 web1 nginx: x", "a|b", " | x", "x y | z", "<34>1 - h a - - [open",
    ])
    func otherBeginningsAreKept(line: String) {
        #expect(strip(line) == line)
    }

    @Test func anAddressThatEndsInColonsIsNotAProgram() {
        #expect(strip("2026-10-13T21:59:42Z 2001:db8:: - - [x") == "2001:db8:: - - [x")
    }
}
