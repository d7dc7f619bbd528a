@testable import Sessions

/// Performs random operations on a manager and on the naive manager, and reports their first difference.
final class ModelRun {
    struct Difference: Error, CustomStringConvertible {
        let description: String
    }

    /// How often everything is compared; the rest is compared after each step.
    enum Depth {
        case everything
        case everythingEvery(Int)
    }

    private var random: SeededGenerator
    private let clock = ManualClock()
    private let wallTimeAtStart: WallTime
    private let recorder = Recorder()
    private var manager: SessionManager<Int>
    private let seed: UInt64
    private var model: NaiveManager
    private let ids: [String]
    private let depth: Depth
    private var leases: [(id: String, incarnation: Incarnation, number: Int)] = []
    private var exclusiveLeases: [(lease: SessionLease<Int>, number: Int)] = []
    private var nextValue = 0
    /// The number of restarts.
    private var epoch = 0
    private var step = 0
    private var lastStep = "nothing yet"

    /// Creates a run from a seed.
    init(seed: UInt64, depth: Depth, ids idCount: Int = 60) {
        random = SeededGenerator(seed: seed)
        self.depth = depth
        self.seed = seed
        let policy = Self.policy(&random)
        manager = Self.manager(policy, recorder, clock, seed: seed, epoch: 0)
        model = NaiveManager(policy, epoch: 0)
        ids = Self.ids(idCount, &random)
        wallTimeAtStart = clock.wallTime
    }

    private static func manager(
        _ policy: SessionPolicy,
        _ recorder: Recorder,
        _ clock: ManualClock,
        seed: UInt64,
        epoch: Int
    ) -> SessionManager<Int> {
        var hashRandom = SeededGenerator(seed: seed ^ 0x5E55_1045)
        return SessionManager(
            checked: policy,
            observers: [recorder],
            clock: clock,
            context: nil,
            seed: HashSeed(using: &hashRandom),
            epoch: UInt64(epoch),
            // With many shards, each has one or two sessions. With one shard, all sessions share its lists
            // and tables.
            shardCount: [1, 2, 64][Int(seed % 3)]
        )
    }

    /// Returns ids of 0, 1, 40, 41, 1,023 and 1,024 bytes and of some lengths between, with canonically
    /// equivalent pairs.
    private static func ids(_ count: Int, _ random: inout SeededGenerator) -> [String] {
        var ids = ["", "a", "b", "\u{E9}", "e\u{301}", "a\0", "\0"]
        for length in [40, 41, 1_023, 1_024] {
            for letter in ["x", "y"] { ids.append(letter + String(repeating: "-", count: length - 1)) }
        }
        while ids.count < count {
            let length = Int.random(in: 2...64, using: &random)
            let name = "\(ids.count)."
            ids.append(name + String(repeating: "z", count: max(0, length - name.utf8.count)))
        }
        return ids
    }

    private static func policy(_ random: inout SeededGenerator) -> SessionPolicy {
        var policy = SessionPolicy()
        policy.idleTimeout =
            [.seconds(1), .seconds(10), .minutes(5), .minutes(30), .hours(24), .milliseconds(1)]
            .randomElement(using: &random) ?? .minutes(30)
        policy.lifetime =
            [nil, nil, .seconds(3), .minutes(7), .hours(1)].randomElement(using: &random) ?? nil
        policy.maximumLease =
            [nil, nil, .seconds(5), .minutes(20), .hours(2)].randomElement(using: &random) ?? nil
        policy.warnBefore =
            [nil, .milliseconds(400), .seconds(2), .minutes(4)].randomElement(using: &random) ?? nil
        // So many that none is forgotten before a restart.
        policy.rememberedEnds = [0, 1_000_000, 1_000_000].randomElement(using: &random) ?? 0
        policy.maximumSessions = [10_000, 10_000, 5, 20].randomElement(using: &random) ?? 10_000
        policy.maximumSessionsPerOwner = [nil, nil, 1, 2, 5].randomElement(using: &random) ?? nil
        policy.whenOwnerFull =
            SessionPolicy.OwnerOverflow.allCases.randomElement(using: &random) ?? .reject
        policy.createsPerSecondPerOwner = [nil, nil, nil, 1, 3].randomElement(using: &random) ?? nil
        policy.maximumBytes = [nil, nil, nil, 80, 200, 1_000].randomElement(using: &random) ?? nil
        policy.maximumBytesPerSession = [nil, nil, nil, 40, 100].randomElement(using: &random) ?? nil
        return policy
    }

    /// Performs this many steps.
    func play(_ steps: Int) throws(Difference) {
        for _ in 0..<steps {
            step += 1
            try playOne()
            switch depth {
            case .everything: try compareEverything()
            case .everythingEvery(let interval) where step % interval == 0: try compareEverything()
            case .everythingEvery: break
            }
        }
        try compareEverything()
    }

    /// Shuts the manager down and performs a few more steps.
    func finish() throws(Difference) {
        lastStep = "shutdown"
        manager.shutdown()
        model.shutdown()
        try compareEvents()
        try compareEverything()
        try play(20)
    }

    private func randomID() -> String { ids.randomElement(using: &random) ?? "" }

    private func playOne() throws(Difference) {
        switch Int.random(in: 0..<128, using: &random) {
        case 0..<15: moveTime()
        case 15..<35: try create()
        case 35..<43: try findOrCreate()
        case 43..<55: try access()
        case 55..<62: try touch()
        case 62..<67: try update()
        case 67..<70: try updateWithinLimits()
        case 70..<76: try peek()
        case 76..<82: try delete()
        case 82..<84: try rotate()
        case 84..<86: try setTimeouts()
        case 86..<88: try beginLease()
        case 88..<89: try beginExclusiveLease()
        case 89..<92: endLease()
        case 92..<96: try cleanup()
        case 96..<98: try apply()
        case 98..<100: try rarely()
        case 100..<106: try updateAttributes()
        case 106..<109: try rotateAndChange()
        case 109..<114: try accessOfAnOwner()
        case 114..<118: try deleteGroup()
        case 118..<126: try changeIfVersion()
        default: try deleteByHandle()
        }
        try compareEvents()
    }

    private func rarely() throws(Difference) {
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<2:
            lastStep = "deleteAll"
            let deletion = self.deletion()
            let deleted = try? manager.deleteAll(reason: deletion?.reason, by: deletion?.by)
            try compare(deleted, model.deleteAll(deletion), "deleted")
        case 2..<6: restart()
        case 6..<10: restoreSome()
        default: break
        }
    }

    /// Replaces the manager with a new one that restores its sessions, after a step of the wall clock.
    private func restart() {
        guard !model.isShutDown else { return }
        var step = Int64([0, 0, 3_600, -3_600, 315_360_000, -315_360_000].randomElement(using: &random) ?? 0)
        // Many steps could exceed the range of a wall clock, which the model does not cover. Sixty years
        // from the start, the clock moves back by thirty, and a restore sees all of it.
        let away =
            (clock.wallTime.nanosecondsSinceEpoch - wallTimeAtStart.nanosecondsSinceEpoch) / 1_000_000_000
        if abs(away) > 60 * 31_536_000 { step = 30 * 31_536_000 * -away.signum() }
        lastStep = "restart, the wall clock set by \(step) s"
        let kept = model.held.sorted {
            ($0.value.created, $0.value.number) < ($1.value.created, $1.value.number)
        }
        let before = clock.wallTime
        let after = before.advanced(by: .seconds(step))
        clock.setWallTime(after)
        epoch += 1
        manager = Self.manager(manager.policy, recorder, clock, seed: seed, epoch: epoch)
        var fresh = NaiveManager(manager.policy, epoch: epoch)
        fresh.now = model.now
        fresh.restore(
            kept.map { id, session in
                let idle = max(0, model.now - session.lastAccessed + step * 1_000_000_000)
                return (id, session, idle: idle, age: idle + session.lastAccessed - session.created)
            }
        )
        var restoration = manager.restoration()
        for (id, session) in kept {
            restoration.add(
                restorable(
                    id,
                    session,
                    createdAt: before.advanced(by: .nanoseconds(session.created - model.now)),
                    lastAccessedAt: before.advanced(by: .nanoseconds(session.lastAccessed - model.now))
                )
            )
        }
        restoration.finish()
        model = fresh
        leases = []
        exclusiveLeases = []
    }

    /// Restores new sessions, some of them with ids that already exist.
    private func restoreSome() {
        lastStep = "restore of some"
        let chosen = Set((0..<8).map { _ in randomID() }.map(NaiveManager.ID.init))
        let sessions = chosen.sorted { $0.description < $1.description }.map { id in
            nextValue += 1
            let timeouts = ownTimeouts()
            let session = NaiveManager.Held(
                value: nextValue,
                created: 0,
                lastAccessed: 0,
                ownIdle: timeouts?.idle.map(NaiveManager.nanoseconds),
                ownLifetime: timeouts?.lifetime.map(NaiveManager.nanoseconds),
                attributes: randomAttributes(),
                number: 0,
                change: nextValue
            )
            let idle = Int64.random(in: 0...model.idle * 5 / 4, using: &random)
            return (id: id, session: session, idle: idle, age: idle + Int64.random(in: 0...9, using: &random))
        }
        model.restore(sessions)
        var restoration = manager.restoration()
        for (id, session, idle, age) in sessions {
            restoration.add(
                restorable(
                    id,
                    session,
                    createdAt: clock.wallTime.advanced(by: .nanoseconds(-age)),
                    lastAccessedAt: clock.wallTime.advanced(by: .nanoseconds(-idle))
                )
            )
        }
        restoration.finish()
    }

    private func restorable(
        _ id: NaiveManager.ID,
        _ session: NaiveManager.Held,
        createdAt: WallTime,
        lastAccessedAt: WallTime
    ) -> RestorableSession<Int> {
        RestorableSession(
            id: id.description,
            value: session.value,
            version: SessionVersion(
                incarnation: Incarnation(rawValue: UInt64(session.number.magnitude)),
                number: UInt64(session.change)
            ),
            createdAt: createdAt,
            lastAccessedAt: lastAccessedAt,
            timeouts: Timeouts(
                idle: session.ownIdle.map { .nanoseconds($0) },
                lifetime: session.ownLifetime.map { .nanoseconds($0) }
            ),
            attributes: session.attributes == SessionAttributes() ? nil : session.attributes
        )
    }

    /// Moves the time by nothing, by a nanosecond, to a deadline or past it, or past all deadlines.
    private func moveTime() {
        var target = model.now
        let ahead = Bool.random(using: &random) ? model.warnBefore ?? 0 : 0
        let deadlines = model.held.values.compactMap { model.deadline($0).map { $0 - ahead } }
            .filter { $0 >= model.now }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: break
        case 1: target += 1
        case 2: target = deadlines.randomElement(using: &random) ?? target
        case 3: target = (deadlines.randomElement(using: &random) ?? target) + 1
        case 4: target += Int64.random(in: 0...model.idle, using: &random)
        default:
            if Int.random(in: 0..<8, using: &random) == 0 { target = (deadlines.max() ?? target) + 1 }
        }
        lastStep = "time \(model.now) to \(target)"
        model.now = target
        clock.advance(to: SessionInstant(nanoseconds: target))
    }

    private func ownTimeouts() -> Timeouts? {
        guard Int.random(in: 0..<5, using: &random) == 0 else { return nil }
        let idle: [Duration?] = [nil, .milliseconds(20), .minutes(90), .hours(2_000)]
        let lifetime: [Duration?] = [nil, .seconds(2), .minutes(40)]
        return Timeouts(
            idle: idle.randomElement(using: &random) ?? nil,
            lifetime: lifetime.randomElement(using: &random) ?? nil
        )
    }

    private func create() throws(Difference) {
        let id = randomID()
        let timeouts = ownTimeouts()
        nextValue += 1
        let attributes = Bool.random(using: &random) ? randomAttributes() : nil
        lastStep =
            "create \(id) = \(nextValue) \(timeouts.map { "\($0)" } ?? "") \(attributes.map { "\($0)" } ?? "")"
        let refused = model.create(.init(id), nextValue, timeouts, attributes ?? SessionAttributes())
        do {
            let session =
                if let attributes {
                    try manager.create(id, nextValue, attributes: attributes, timeouts: timeouts)
                } else {
                    try manager.create(id, nextValue, timeouts: timeouts)
                }
            try compare(nil, refused, "refusal")
            try compareSession(session, model.held[.init(id)], id)
        } catch let error as SessionError {
            try compare(error.code, refused, "refusal")
        } catch let error as Difference {
            throw error
        } catch {
            throw difference("\(error)")
        }
    }

    private func findOrCreate() throws(Difference) {
        let id = randomID()
        nextValue += 1
        let attributes = Bool.random(using: &random) ? randomAttributes() : nil
        lastStep = "findOrCreate \(id) = \(nextValue) \(attributes.map { "\($0)" } ?? "")"
        var refused: SessionError.Code?
        var creates = false
        if model.isShutDown {
            refused = .shutDown
        } else if let owner = attributes?.owner, !model.isOwned(.init(id), by: owner) {
            refused = .identifierInUse
        } else if model.access(.init(id)) == nil {
            creates = true
            refused = model.create(.init(id), nextValue, nil, attributes ?? SessionAttributes())
        }
        let value = nextValue
        do {
            let outcome =
                if let attributes {
                    try manager.findOrCreate(id, attributes: attributes) { value }
                } else {
                    try manager.findOrCreate(id) { value }
                }
            try compare(nil, refused, "refusal")
            try compare(outcome.isNew, creates, "created")
            try compareSession(outcome.session, model.held[.init(id)], id)
        } catch let error as SessionError {
            try compare(error.code, refused, "refusal")
        } catch let error as Difference {
            throw error
        } catch {
            throw difference("\(error)")
        }
    }

    private func access() throws(Difference) {
        let id = randomID()
        lastStep = "session \(id)"
        try compareSession(manager.session(id), model.access(.init(id)), id)
    }

    private func touch() throws(Difference) {
        let id = randomID()
        lastStep = "touch \(id)"
        try compare(manager.touch(id), model.touch(.init(id)), "touched")
    }

    private func update() throws(Difference) {
        struct Refusal: Error {}
        let id = randomID()
        nextValue += 1
        let value = nextValue
        let isThrowing = Bool.random(using: &random)
        lastStep = "update \(id) = \(value)\(isThrowing ? ", throwing" : "")"
        let outcome = model.update(.init(id), value)
        do {
            let result: Int? = try manager.update(id) { held throws(Refusal) in
                held = value
                if isThrowing { throw Refusal() }
                return value
            }
            try compare(result, outcome == .updated && !isThrowing ? value : nil, "result of the update")
            try compare(outcome != .absent && isThrowing, false, "thrown")
        } catch let error as Difference {
            throw error
        } catch {
            try compare(outcome != .absent && isThrowing, true, "thrown")
        }
    }

    private func updateWithinLimits() throws(Difference) {
        let id = randomID()
        nextValue += 1
        let value = nextValue
        lastStep = "update within limits \(id) = \(value)"
        let expected = model.update(.init(id), value, makesRoom: true)
        do {
            let result: Int? = try manager.updateWithinLimits(id) { held in
                held = value
                return value
            }
            try compare(result == nil ? .absent : .updated, expected, "update")
        } catch let error as SessionError {
            try compare(.refused(error.code), expected, "update")
        } catch let error as Difference {
            throw error
        } catch {
            throw difference("\(error)")
        }
    }

    /// Makes a change that states the version of the session, or another one.
    private func changeIfVersion() throws(Difference) {
        let id = randomID()
        let key = NaiveManager.ID(id)
        nextValue += 1
        let present = manager.peek(id)?.version
        let isStale = Bool.random(using: &random)
        let version = isStale ? otherVersion(than: present) : present ?? otherVersion(than: nil)
        let verb = Int.random(in: 0..<4, using: &random)
        lastStep = "change \(verb) of \(id) if its version is \(version), which it is\(isStale ? "n't" : "")"
        let isRefused = isStale && present != nil && !model.isShutDown
        let refusal = isRefused ? SessionError.Code.versionMismatch : nil
        var outcome: SessionError.Code?
        do {
            switch verb {
            case 0:
                let expected = model.update(key, nextValue, makesRoom: true, isStale: isStale)
                do {
                    _ = try manager.update(id, ifVersion: version) { $0 = nextValue }
                    try compare(expected, .updated, "update")
                } catch let error as SessionError where [.notFound, .shutDown].contains(error.code) {
                    try compare(expected, .absent, "update")
                    try compare(error.code == .shutDown, model.isShutDown, "shut down")
                } catch let error as SessionError {
                    try compare(.refused(error.code), expected, "update")
                    outcome = error.code
                }
            case 1:
                let expected = isRefused ? nil : model.delete(key, nil)
                let deleted = try manager.delete(id, ifVersion: version)
                try compare(deleted, expected, "deleted")
            case 2:
                let attributes = randomAttributes()
                let expected =
                    isRefused ? .refused(.versionMismatch) : model.updateAttributes(key, attributes)
                do {
                    let changed = try manager.updateAttributes(id, ifVersion: version) { $0 = attributes }
                    try compare(changed == nil ? .absent : .changed, expected, "change")
                } catch let error as SessionError {
                    try compare(.refused(error.code), expected, "change")
                    if isRefused { throw error }
                }
            default:
                let timeouts = ownTimeouts()
                let session = try manager.setTimeouts(id, ifVersion: version, timeouts)
                try compareSession(session, model.setTimeouts(key, timeouts), id)
            }
        } catch let error as Difference {
            throw error
        } catch let error as SessionError where error.code == .shutDown {
            try compare(model.isShutDown, true, "shut down")
        } catch let error as SessionError {
            outcome = error.code
            try compare(error.presentVersion, present, "present version")
        } catch {
            throw difference("\(error)")
        }
        if isRefused || outcome == .versionMismatch { try compare(outcome, refusal, "refusal") }
        if isRefused { try compare(manager.peek(id)?.version, present, "version after the refusal") }
    }

    /// Returns a version that differs in its number or in its incarnation.
    private func otherVersion(than version: SessionVersion?) -> SessionVersion {
        let version = version ?? SessionVersion(incarnation: Incarnation(rawValue: 1), number: 1)
        let step = UInt64.random(in: 1...2, using: &random)
        if Bool.random(using: &random) {
            return SessionVersion(incarnation: version.incarnation, number: version.number &- step)
        }
        let incarnation = Incarnation(rawValue: version.incarnation.rawValue &- step)
        return SessionVersion(incarnation: incarnation, number: version.number)
    }

    private func peek() throws(Difference) {
        let id = randomID()
        lastStep = "peek \(id)"
        let held = model.held[.init(id)].flatMap { model.isAlive($0) ? $0 : nil }
        try compareSession(manager.peek(id), held, id)
        let info = manager.info(id)
        try compareSession(info?.session, held, id)
        try compareEnd(id)
        guard let info, let held else { return }
        try compare(info.leases, held.leases, "leases")
        try compare(manager.work(id) != nil, held.hasExclusiveLease, "work in flight")
        let attributes = NaiveManager.plain(info.attributes) ?? SessionAttributes()
        try compare(attributes, held.attributes, "attributes")
        try compare(
            info.attributes?.handle == nil,
            held.attributes == SessionAttributes(),
            "without a handle"
        )
        try compare(info.age, .nanoseconds(model.now - held.created), "age")
        try compare(info.idleTime, .nanoseconds(model.now - held.lastAccessed), "idle time")
    }

    private func compareEnd(_ id: String) throws(Difference) {
        let end = manager.endOf(id)
        let found = end.map {
            NaiveManager.End(reason: $0.reason, deletion: $0.deletion, at: $0.endedInstant.nanoseconds)
        }
        try compare(found, model.endOf(.init(id)), "end")
        try compare(end?.endedAt, end.map { clock.wallTime(at: $0.endedInstant) }, "wall time of the end")
    }

    private func delete() throws(Difference) {
        let id = randomID()
        lastStep = "delete \(id)"
        let deletion = deletion()
        let deleted = try? manager.delete(id, reason: deletion?.reason, by: deletion?.by)
        try compare(deleted, model.delete(.init(id), deletion), "deleted")
    }

    private func deletion() -> DeletionDetails? {
        let reasons: [DeletionReason?] = [nil, .signedOut, "other"]
        let reason = reasons.randomElement(using: &random) ?? nil
        let by = Bool.random(using: &random) ? nil : "\(nextValue)"
        return reason == nil && by == nil ? nil : DeletionDetails(reason: reason, by: by)
    }

    private func rotate() throws(Difference) {
        let (id, new) = (randomID(), randomID())
        let timeouts = Bool.random(using: &random) ? ownTimeouts() : nil
        lastStep = "rotate \(id) to \(new) \(timeouts.map { "\($0)" } ?? "")"
        let expected = model.rotate(.init(id), .init(new), timeouts)
        let former = manager.peek(id)?.version
        do {
            let session = try manager.rotate(id, to: new, timeouts: timeouts)
            try compare(session == nil ? .absent : .rotated, expected, "rotation")
            if let former, let session { try compare(former < session.version, true, "greater") }
            try compareSession(session, session == nil ? nil : model.held[.init(new)], new)
        } catch let error as SessionError {
            try compare(error.code == .shutDown ? .shutDown : .inUse, expected, "rotation")
        } catch let error as Difference {
            throw error
        } catch {
            throw difference("\(error)")
        }
    }

    private func setTimeouts() throws(Difference) {
        let id = randomID()
        let timeouts = ownTimeouts()
        lastStep = "set timeouts of \(id) to \(timeouts.map { "\($0)" } ?? "none")"
        do {
            let session = try manager.setTimeouts(id, timeouts)
            try compare(model.isShutDown, false, "shut down")
            try compareSession(session, model.setTimeouts(.init(id), timeouts), id)
            guard session != nil else { return }
            try compare(manager.info(id)?.timeouts, timeouts == Timeouts() ? nil : timeouts, "timeouts")
        } catch let error as SessionError {
            try compare(error.code == .shutDown, model.isShutDown, "shut down")
        } catch let error as Difference {
            throw error
        } catch {
            throw difference("\(error)")
        }
    }

    private func randomAttributes() -> SessionAttributes {
        let owner = Int.random(in: 0..<3, using: &random) > 0 ? randomOwner() : nil
        let keys = ["k", "l", "alice", "e\u{301}"].shuffled(using: &random)
        return SessionAttributes(
            owner: owner,
            keys: Array(keys.prefix(Int.random(in: 0...2, using: &random)))
        )
    }

    private func randomOwner() -> String {
        ["alice", "bob", "\u{E9}", "e\u{301}"].randomElement(using: &random) ?? "alice"
    }

    private func updateAttributes() throws(Difference) {
        let id = randomID()
        let attributes = randomAttributes()
        lastStep = "attributes of \(id): \(attributes)"
        let expected = model.updateAttributes(.init(id), attributes)
        do {
            // The result is nil if the session has no attributes left, so only the absence of one is compared.
            let changed = try manager.updateAttributes(id) { $0 = attributes }
            if changed != nil || attributes != SessionAttributes() {
                try compare(changed == nil ? .absent : .changed, expected, "change")
            }
            if changed != nil { try compare(NaiveManager.plain(changed), attributes, "attributes") }
        } catch let error as SessionError {
            try compare(.refused(error.code), expected, "change")
        } catch let error as Difference {
            throw error
        } catch {
            throw difference("\(error)")
        }
    }

    private func rotateAndChange() throws(Difference) {
        let (id, new) = (randomID(), randomID())
        let attributes = randomAttributes()
        let timeouts = Bool.random(using: &random) ? ownTimeouts() : nil
        lastStep = "rotate \(id) to \(new): \(attributes) \(timeouts.map { "\($0)" } ?? "")"
        let expected = model.rotate(.init(id), .init(new), timeouts, attributes: attributes)
        do {
            let session = try manager.rotate(id, to: new, timeouts: timeouts) { $0 = attributes }
            try compare(session == nil ? .absent : .rotated, expected, "rotation")
            try compareSession(session, session == nil ? nil : model.held[.init(new)], new)
        } catch let error as SessionError {
            let code: NaiveManager.Rotation =
                switch error.code {
                case .shutDown: .shutDown
                case .ownerLimitReached: .ownerFull
                default: .inUse
                }
            try compare(code, expected, "rotation")
        } catch let error as Difference {
            throw error
        } catch {
            throw difference("\(error)")
        }
    }

    private func accessOfAnOwner() throws(Difference) {
        let id = randomID()
        let owner = randomOwner()
        let verb = Int.random(in: 0..<4, using: &random)
        nextValue += 1
        let value = nextValue
        lastStep = "access \(verb) of \(owner) to \(id)"
        let isOwned = model.isOwned(.init(id), by: owner)
        switch verb {
        case 0:
            try compareSession(manager.session(id, owner: owner), isOwned ? model.access(.init(id)) : nil, id)
        case 1:
            try compare(manager.touch(id, owner: owner), isOwned && model.touch(.init(id)), "touched")
        case 2:
            let updated: Int? = manager.update(id, owner: owner) { held in
                held = value
                return value
            }
            let expected = isOwned ? model.update(.init(id), value) : .absent
            try compare(updated, expected == .updated ? value : nil, "updated")
        default:
            let held = model.held[.init(id)].flatMap { model.isAlive($0) && isOwned ? $0 : nil }
            try compareSession(manager.peek(id, owner: owner), held, id)
        }
    }

    private func deleteGroup() throws(Difference) {
        let group: SessionGroup =
            Bool.random(using: &random)
            ? .owner(randomOwner()) : .key(["k", "l"].randomElement(using: &random) ?? "k")
        let living = model.living(in: group)
        let spared = Bool.random(using: &random) ? living.randomElement(using: &random) : nil
        lastStep = "delete in \(group) except \(spared.map(\.description) ?? "none")"
        try compare(
            try? manager.delete(in: group, except: spared?.description),
            model.delete(in: group, except: spared),
            "deleted"
        )
    }

    private func deleteByHandle() throws(Difference) {
        let id =
            model.living(in: .owner(randomOwner())).randomElement(using: &random)?.description ?? randomID()
        let owner = randomOwner()
        lastStep = "delete the handle of \(id) for \(owner)"
        let handle = manager.info(id)?.attributes?.handle ?? SessionHandle(rawValue: 1)
        try compare(
            try? manager.delete(handle: handle, owner: owner),
            model.delete(handleOf: .init(id), owner: owner),
            "deleted"
        )
    }

    private func beginLease() throws(Difference) {
        let id = randomID()
        lastStep = "lease \(id)"
        let number = model.beginLease(.init(id))
        let isQuick = Bool.random(using: &random)
        let incarnation = isQuick ? manager.hold(id) : (try? manager.beginLease(id))?.incarnation
        try compare(incarnation == nil, number == nil, "without a lease")
        if let number, let incarnation { leases.append((id, incarnation, number)) }
    }

    private func beginExclusiveLease() throws(Difference) {
        let id = randomID()
        lastStep = "exclusive lease \(id)"
        let expected = model.beginExclusiveLease(.init(id))
        let actual = Result { () throws(SessionError) in try manager.beginExclusiveLease(id) }
        switch (actual, expected) {
        case (.success(let lease), .began(let number)): exclusiveLeases.append((lease, number))
        case (.failure(let error), .busy) where error.code == .sessionBusy: break
        case (.failure(let error), .absent) where [.notFound, .shutDown].contains(error.code): break
        default: throw difference("the lease is \(actual), expected \(expected)")
        }
    }

    private func endExclusiveLease() {
        guard let index = exclusiveLeases.indices.randomElement(using: &random) else { return }
        let (lease, number) = exclusiveLeases.remove(at: index)
        lastStep = "end of the exclusive lease of \(lease.session.id)"
        model.endLease(number, isExclusive: true)
        manager.endLease(lease)
    }

    private func endLease() {
        if Int.random(in: 0..<3, using: &random) == 0 { return endExclusiveLease() }
        guard let index = leases.indices.randomElement(using: &random) else { return }
        let lease = leases.remove(at: index)
        lastStep = "end of the lease of \(lease.id)"
        model.endLease(lease.number, isExclusive: false)
        manager.endLease(lease.id, lease.incarnation)
    }

    private func cleanup() throws(Difference) {
        lastStep = "cleanup"
        try compare(manager.cleanup(), model.cleanup(), "removed")
        // After a cleanup no session is past its deadline.
        for (id, session) in model.held where !model.isShutDown && !model.isAlive(session) {
            throw difference("the model holds \(id), which is dead")
        }
    }

    private func apply() throws(Difference) {
        let policy = Self.policy(&random)
        lastStep = "apply \(policy)"
        try compare(manager.sessionsPastDeadline(under: policy), foretold(policy), "foretold")
        try compare(try? manager.apply(policy), model.apply(policy), "past their deadline")
    }

    private func foretold(_ policy: SessionPolicy) -> Int {
        var copy = model
        copy.idle = NaiveManager.nanoseconds(policy.idleTimeout)
        copy.lifetime = policy.lifetime.map(NaiveManager.nanoseconds)
        copy.maximumLease = policy.maximumLease.map(NaiveManager.nanoseconds)
        return model.held.values.filter { model.isAlive($0) && !copy.isAlive($0) }.count
    }

    // MARK: Comparing

    private func difference(_ what: String) -> Difference {
        Difference(description: "step \(step), \(lastStep): \(what)")
    }

    private func compare<T: Equatable>(_ actual: T, _ expected: T, _ what: String) throws(Difference) {
        if actual != expected { throw difference("\(what) is \(actual), expected \(expected)") }
    }

    private func compareSession(
        _ actual: Session<Int>?,
        _ expected: NaiveManager.Held?,
        _ id: String
    ) throws(Difference) {
        guard let actual, let expected else {
            if (actual == nil) != (expected == nil) {
                throw difference(
                    "session is \(String(describing: actual)), expected \(String(describing: expected))"
                )
            }
            return
        }
        try compare(Array(actual.id.utf8), Array(id.utf8), "id")
        try compare(actual.value, expected.value, "value")
        try compare(actual.version.number, UInt64(expected.change), "number of the version")
        try compare(actual.createdInstant.nanoseconds, expected.created, "created")
        try compare(actual.lastAccessedInstant.nanoseconds, expected.lastAccessed, "last accessed")
        try compare(actual.deadline?.nanoseconds, model.deadline(expected), "deadline")
    }

    /// Compares the events of one call, in any order between sessions; then checks the cheap invariants.
    private func compareEvents() throws(Difference) {
        let actual = recorder.take().map(EventRecord.init)
        let expected = model.events
        model.events = []
        let isSweep = Set(expected.map(\.id)).count > 1
        func inOrder(_ events: [EventRecord]) -> [String: [EventRecord]] {
            // The active count in the middle of a sweep depends on the order of the sessions.
            Dictionary(
                grouping: events.map { event in
                    var event = event
                    if isSweep { event.count = 0 }
                    return event
                },
                by: { Array($0.id.utf8).description }
            )
        }
        if inOrder(actual) != inOrder(expected) {
            throw difference("events \(actual), expected \(expected)")
        }
        if isSweep {
            try compare(actual.map(\.count).min(), expected.map(\.count).min(), "count after the last")
        }
        try compare(manager.count, model.held.count, "count")
    }

    private func compareEverything() throws(Difference) {
        if let broken = manager.brokenInvariant() { throw difference(broken) }
        let metrics = manager.metrics()
        try compare(metrics.activeSessions, model.held.count, "active")
        try compare(metrics.totalCreated, model.created, "created")
        try compare(metrics.totalRestored, model.restored, "restored")
        try compare(metrics.totalCleaned, model.ended.values.reduce(0, +), "cleaned")
        try compare(metrics.ended.filter { $0.value > 0 }, model.ended, "ended")
        try compare(metrics.leasesCutOff, model.leasesCutOff, "leases cut off")
        try compare(metrics.valueBytes, model.valueBytes, "bytes of the values")
        try compare(metrics.rejectedForBytes, model.rejectedForBytes, "rejected for bytes")
        try compare(
            metrics.rejectedForValueSize,
            model.rejectedForValueSize,
            "rejected for the size of a value"
        )
        let ages = model.held.values.map { Duration.nanoseconds(model.now - $0.created) }
        try compare(metrics.oldestSession, ages.max(), "oldest")
        try compare(metrics.newestSession, ages.min(), "newest")
        try compare(manager.oldestAge, ages.max(), "oldest age")
        try compare(manager.newestAge, ages.min(), "newest age")
        let alive = model.held.filter { model.isAlive($0.value) }
        var listed = 0
        for session in manager.sessions {
            listed += 1
            try compareSession(session, alive[.init(session.id)], session.id)
        }
        try compare(listed, alive.count, "listed")
        for group in model.members.keys {
            let living = model.living(in: group)
            try compare(manager.sessions(in: group).map { .init($0.id) }, living, "sessions in \(group)")
            try compare(manager.count(in: group), living.count, "count in \(group)")
            try compare(manager.summaries(in: group).count, living.count, "summaries in \(group)")
        }
        for id in ids { try compareEnd(id) }
    }
}

/// An observer that keeps events until a test takes them.
final class Recorder: SessionObserver {
    private let events = Locked<[SessionEvent<Int>]>([])
    let interests = Set<SessionEventKind>.all

    func sessionDid(_ event: SessionEvent<Int>) { events.withLock { $0.append(event) } }

    func take() -> [SessionEvent<Int>] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }
}
