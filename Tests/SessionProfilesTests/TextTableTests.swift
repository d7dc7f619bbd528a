import SessionProfiles
import Testing

struct TextTableTests {
    private func table() -> TextTable {
        var table = TextTable()
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
        var table = TextTable()
        table.add(["id", "value"])
        table.add(["会話", "日本"])
        table.add(["e\u{301}", "x"])
        #expect(table.lines(width: 80) == ["id    value", "会話   日本", "e\u{301}         x"])
        #expect(table.lines(width: 11).count == 3)
        #expect(table.lines(width: 6).first == "id    value", "a single column may be wider")
    }

    @Test func aTableWithoutRowsHasNoLines() {
        #expect(TextTable().lines(width: 80).isEmpty)
    }

    @Test func columnsCanBeAlignedToTheLeft() {
        var table = TextTable(.left, gap: 3)
        table.add(["会話", "a", "c"])
        table.add(["x", "bb"])
        table.add(["y", "b", "d"])
        #expect(table.lines() == ["会話   a    c", "x      bb", "y      b    d"])
    }
}
