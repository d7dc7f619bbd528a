import Testing

@testable import Sessions

@Suite("Surveys of ages, idle times and owners")
struct SurveyTests {
    let clock = ManualClock()

    private func survey(_ manager: SessionManager<Int>, scanLimit: Int = .max) -> (SessionSurvey, steps: Int)
    {
        var survey = SessionSurvey()
        var cursor: SessionCursor?
        var steps = 0
        repeat {
            cursor = manager.survey(after: cursor, scanLimit: scanLimit, into: &survey)
            steps += 1
        } while cursor != nil
        return (survey, steps)
    }

    /// A time that equals a bound is counted below it, as a session is alive up to its deadline.
    @Test("Each living session is counted in the ranges of its age and its idle time")
    func ranges() throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(idleTimeout: .hours(2)), clock: clock)
        for number in 0..<3 { try manager.create("dead-\(number)", number) }
        clock.advance(by: .hours(2))
        for number in 0..<200 { try manager.create("old-\(number)", number) }
        clock.advance(by: .minutes(30))
        for number in 0..<50 { #expect(manager.touch("old-\(number)")) }
        for number in 0..<7 { try manager.create("new-\(number)", number) }
        let (survey, _) = survey(manager)
        #expect(survey.count == 207)
        #expect(survey.ages == [7, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0, 0])
        #expect(survey.idleTimes == [57, 0, 0, 0, 0, 0, 150, 0, 0, 0, 0, 0])
        clock.advance(by: .milliseconds(1))
        #expect(self.survey(manager).0.ages == [7, 0, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0])
        #expect(manager.peek("old-0") != nil && manager.metrics().activeSessions == 210)
    }

    @Test("Steps of any size count each session once")
    func steps() throws {
        let manager = SessionManager<Int>(clock: clock)
        for number in 0..<1_000 {
            try manager.create(
                "\(number)",
                number,
                attributes: SessionAttributes(owner: "owner-\(number % 3)")
            )
        }
        let whole = survey(manager)
        let parts = survey(manager, scanLimit: 64)
        #expect(whole.steps == 1 && parts.steps > 10)
        #expect(parts.0.count == 1_000 && parts.0.ages == whole.0.ages)
        #expect(parts.0.owners == ["owner-0": 334, "owner-1": 333, "owner-2": 333])
    }

    @Test("Owners beyond the limit are left out, and those before it are still counted")
    func manyOwners() throws {
        let manager = SessionManager<Int>(clock: clock)
        let limit = SessionSurvey.maximumOwners
        for number in 0..<limit + 10 {
            try manager.create("\(number)", 0, attributes: SessionAttributes(owner: "\(number)"))
        }
        var survey = SessionSurvey()
        _ = manager.survey(after: nil, scanLimit: .max, into: &survey)
        _ = manager.survey(after: nil, scanLimit: .max, into: &survey)
        #expect(survey.owners.count == limit && survey.owners.values.allSatisfy { $0 == 2 })
        #expect(survey.count == 2 * (limit + 10))
    }

    @Test("The engine's memory grows with its sessions")
    func engineBytes() throws {
        let manager = SessionManager<Int>(clock: clock)
        let empty = manager.engineBytes
        for number in 0..<10_000 { try manager.create("\(number)", number) }
        #expect((100...400).contains((manager.engineBytes - empty) / 10_000))
    }
}
