import Testing

@testable import Sessions

@Suite("Surveys of ages, idle times and owners")
struct SurveyTests {
    let clock = ManualClock()

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
        let survey = manager.survey(limit: .max)
        #expect(survey.count == 207 && survey.isComplete)
        #expect(survey.ages == [7, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0, 0])
        #expect(survey.idleTimes == [57, 0, 0, 0, 0, 0, 150, 0, 0, 0, 0, 0])
        clock.advance(by: .milliseconds(1))
        #expect(manager.survey(limit: .max).ages == [7, 0, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0])
        #expect(manager.peek("old-0") != nil && manager.metrics().activeSessions == 210)
    }

    @Test("A sample takes the same share of each shard, from another place each time")
    func sample() throws {
        let manager = SessionManager<Int>(clock: clock)
        // The slots are in the order of creation, so the ages tell the places.
        for number in 0..<20_000 {
            if number == 10_000 { clock.advance(by: .minutes(10)) }
            try manager.create(
                "\(number)",
                number,
                attributes: SessionAttributes(owner: "owner-\(number % 2)")
            )
        }
        let all = manager.survey(limit: 40_000)
        #expect(all.isComplete && all.count == 20_000)
        #expect(all.owners == [.owner("owner-0"): 10_000, .owner("owner-1"): 10_000])
        #expect(all.ages[0] == 10_000 && all.ages[5] == 10_000)
        let sample = manager.survey(limit: 6_400)
        #expect(!sample.isComplete && sample.count == 6_400)
        // With 64 random places, the probability of a smaller share of either half is below 1 in a million.
        #expect(sample.ages[0] > 1_000 && sample.ages[5] > 1_000)
    }

    @Test("Owners with different bytes are different, even if Swift takes them for equal texts")
    func ownersByBytes() throws {
        let manager = SessionManager<Int>(clock: clock)
        try manager.create("a", 0, attributes: SessionAttributes(owner: "\u{E9}"))
        try manager.create("b", 0, attributes: SessionAttributes(owner: "e\u{301}"))
        #expect(manager.survey(limit: 10_000).owners.count == 2)
    }

    @Test("Owners beyond the limit are left out, and those before it are still counted")
    func manyOwners() throws {
        let manager = SessionManager<Int>(clock: clock)
        let limit = SessionSurvey.maximumOwners
        for number in 0..<limit + 10 {
            try manager.create("\(number)", 0, attributes: SessionAttributes(owner: "\(number)"))
        }
        let survey = manager.survey(limit: .max)
        #expect(survey.owners.count == limit && survey.owners.values.allSatisfy { $0 == 1 })
        #expect(survey.count == limit + 10)
    }
}
