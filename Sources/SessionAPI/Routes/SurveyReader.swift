#if HTTP
    import Sessions

    /// Examines many sessions for `/v1/distribution` and `/v1/policy-impact`, for one client at a time.
    ///
    /// The distribution is computed at most once in ten seconds, however many clients ask for it.
    actor SurveyReader<Value: Sendable> {
        /// The maximum number of sessions that a survey examines, in about 10 ms. Of more sessions, these are a sample.
        static var scanLimit: Int { 131_072 }
        /// The maximum age of a survey that is returned again.
        static var maximumAge: Duration { .seconds(10) }
        /// The maximum number of owners in the result.
        static var ownerLimit: Int { 20 }

        private let manager: SessionManager<Value>
        private var last: (instant: SessionInstant, body: DistributionBody)?

        init(_ manager: SessionManager<Value>) { self.manager = manager }

        /// Returns the number of living sessions that would end at once under this policy.
        func sessionsPastDeadline(under policy: SessionPolicy) -> Int {
            manager.sessionsPastDeadline(under: policy)
        }

        /// Returns the distribution, which may be some seconds old.
        func distribution() -> DistributionBody {
            let time = TimeReading(manager.clock)
            if let last, last.instant.duration(to: time.now) < Self.maximumAge { return last.body }
            let survey = manager.survey(limit: Self.scanLimit)
            let sessions = survey.isComplete ? survey.count : max(manager.count, survey.count)
            let body = DistributionBody(
                survey,
                owners: largestOwners(of: survey, sessions: sessions),
                sessions: sessions,
                at: time.wall(time.now)
            )
            last = (time.now, body)
            return body
        }

        /// Returns the owners with the most sessions in the survey, each with the number or an estimate of its sessions.
        private func largestOwners(of survey: SessionSurvey, sessions: Int) -> [DistributionBody.Owner] {
            let factor = Double(sessions) / Double(max(1, survey.count))
            let owners = survey.owners.compactMap { group, count in group.owner.map { ($0, count) } }
            return owners.sorted { ($0.1, $1.0) > ($1.1, $0.0) }
                .prefix(Self.ownerLimit)
                .map { owner, count in
                    DistributionBody.Owner(
                        owner: owner,
                        sessions: Int((Double(count) * factor).rounded())
                    )
                }
        }
    }

    /// The body of `/v1/distribution`.
    struct DistributionBody: Encodable, Sendable {
        struct Owner: Encodable, Sendable {
            let owner: String
            let sessions: Int
        }

        let at: String
        let sessions: Int
        /// The number of examined sessions, which the counts add up to.
        let scanned: Int
        /// The upper bounds of the ranges. The last count is for longer times.
        let boundsSeconds: [Int]
        let ages: [Int]
        let idle: [Int]
        let owners: [Owner]
        /// Whether all sessions were examined. If not, the owners and their numbers are estimates from a sample.
        let ownersExact: Bool

        enum CodingKeys: String, CodingKey {
            case at, sessions, scanned, ages, idle, owners
            case boundsSeconds = "bounds_seconds"
            case ownersExact = "owners_exact"
        }

        init(_ survey: SessionSurvey, owners: [Owner], sessions: Int, at time: WallTime) {
            at = time.description
            self.sessions = sessions
            scanned = survey.count
            boundsSeconds = SessionSurvey.bounds.map { Int($0 / .seconds(1)) }
            ages = survey.ages
            idle = survey.idleTimes
            self.owners = owners
            ownersExact = survey.isComplete && survey.owners.count < SessionSurvey.maximumOwners
        }
    }
#endif
