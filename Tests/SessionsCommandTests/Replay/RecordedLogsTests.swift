#if CommandLine
    import Foundation
    import Testing

    @Suite(.serialized)
    struct RecordedLogsTests {
        @Test(arguments: [
            RecordedLog.wrapped, RecordedLog.addresses, RecordedLog.json, RecordedLog.csv, RecordedLog.unread,
        ])
        func recordedLogsAreReplayedOrRefused(logs: [RecordedLog]) throws {
            for log in logs { try replay(log) }
        }

        private func replay(_ log: RecordedLog) throws {
            let outcome = try Program.run(
                ["replay", "-", "--profile", "production", "--json"] + log.arguments,
                input: log.text
            )
            let comment = Comment(rawValue: "\(log.testDescription): \(outcome.errors)")
            for text in log.says { #expect(outcome.errors.contains(text), comment) }
            if log.says.isEmpty { #expect(outcome.errors.isEmpty, comment) }
            guard let created = log.created else {
                #expect(outcome.exitCode == 65, comment)
                #expect(outcome.output.isEmpty, comment)
                return
            }
            #expect(outcome.exitCode == 0, comment)
            let row = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            #expect(row?["created"] as? Int == created, comment)
            #expect(row?["malformed_lines"] as? Int == log.malformed, comment)
            #expect(row?["lines_without_client"] as? Int == log.withoutClient, comment)
        }
    }
#endif
