import Testing

@testable import SessionsCommand

struct CSVColumnsTests {
    private func read(_ text: String, _ fields: CSVFieldNames, unit: TimeUnit? = nil) throws -> Trace {
        var reader = TraceReader(TraceOptions(fields: fields, timeUnit: unit))
        try reader.read(MemorySource(text), name: "file")
        return reader.finish()
    }

    @Test func columnsAreFoundByTheirNames() throws {
        let trace = try read(
            "\u{FEFF}ip, user ,\"what, exactly\",when\n1.2.3.4,alice,touch,2\n1.2.3.4,\"b,\"\"o\"\"b\",create,1.5\n",
            CSVFieldNames(time: "when", id: "user", operation: "what, exactly", owner: "ip"),
            unit: .s
        )
        #expect(trace.lines == ["1500 b,\"o\"b create", "2000 alice touch"])
        #expect(trace.owner(ofEvent: 0) == "1.2.3.4" && trace.malformedLines == 0)
    }

    @Test func theUsualNamesAreTheDefault() throws {
        let trace = try read(
            "note,session_id,timestamp_ms\nx,a,5\n\ny,b,6,7\nz,c,soon\n",
            CSVFieldNames(id: "session_id")
        )
        #expect(trace.lines == ["5 a touch"], "without a column for the operation, a line is a touch")
        #expect(
            trace.firstMalformed.map(\.description) == [
                "file:4: the line has 4 fields, but the header has 3: 'y,b,6,7'",
                "file:5: the field `timestamp_ms` is not a time in whole milliseconds: 'soon'",
            ]
        )
    }

    @Test(arguments: [
        (
            CSVFieldNames(time: "tme"),
            "the header has no column `tme`; did you mean `time`? Name the column with --time-field"
        ),
        (
            CSVFieldNames(time: "time"),
            "no column `session_id`. Name the column with --id-field. The columns are time, id"
        ),
        (
            CSVFieldNames(time: "time", id: "id", owner: "user"),
            "no column `user`. Name the column with --owner-field"
        ),
    ])
    func aMissingColumnIsAnError(fields: CSVFieldNames, message: String) {
        #expect {
            try read("time,id\n1,a\n", fields)
        } throws: { error in
            (error as? TraceError)?.kind == .notATrace
                && (error as? TraceError)?.description.contains(message) == true
        }
    }
}
