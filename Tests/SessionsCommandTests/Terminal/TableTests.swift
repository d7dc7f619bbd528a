import Testing

@testable import SessionsCommand

struct TableTests {
    private func table() -> Table {
        var table = Table()
        table.add(["", "development", "production"])
        table.add(["created", "8,916", "8,089"])
        table.add(["dead returns", "852", ""])
        return table
    }

    @Test func columnsAreAligned() {
        #expect(
            table().lines(width: 80) == [
                "              development  production",
                "created             8,916       8,089",
                "dead returns          852",
            ]
        )
    }

    @Test func columnsThatDoNotFitFollowBelow() {
        #expect(
            table().lines(width: 30) == [
                "              development",
                "created             8,916",
                "dead returns          852",
                "",
                "              production",
                "created            8,089",
                "dead returns",
            ]
        )
    }

    @Test func wideCharactersTakeTwoColumns() {
        var table = Table()
        table.add(["id", "value"])
        table.add(["会話", "日本"])
        table.add(["e\u{301}", "x"])
        #expect(table.lines(width: 80) == ["id    value", "会話   日本", "e\u{301}         x"])
        #expect(table.lines(width: 11).count == 3)
        #expect(table.lines(width: 6).first == "id    value", "a single column may be wider")
    }

    @Test func aTableWithoutRowsHasNoLines() {
        #expect(Table().lines(width: 80).isEmpty)
    }
}

struct SparklineTests {
    @Test func barsGrowWithTheValues() {
        #expect(Sparkline.line([0, 1, 100, 400, 799, 800], maximum: 800) == " ▁▁▄██")
        #expect(Sparkline.line([0, 0], maximum: 0) == "  ")
        #expect(Sparkline.line([], maximum: 5).isEmpty)
    }
}
