#if CommandLine && HTTP
    import SessionAPI
    import Sessions

    /// Simulated conversations with the ids `demo-1`, `demo-2` and so on. Each continues until its user ends
    /// it, stops coming back, or finds it expired.
    ///
    /// The steps are the same for the same starting point.
    struct DemoConversations {
        /// The number of simulated users, each with at most one conversation.
        static let people = 200

        private static let prefix = "demo-"
        /// Other clients may use ids with any number; no run of the demo gets this far.
        private static let highest = Int(Int32.max)

        private let manager: SessionManager<JSONSessionValue>
        private var random = SplitMix64(seed: 1)
        /// The conversation of each user; `nil` for none.
        private var numbers: [Int?]
        private var next: Int

        /// Continues the newest conversations in the manager, for example after a restart. New ones get
        /// higher numbers.
        init(in manager: SessionManager<JSONSessionValue>) {
            self.manager = manager
            let known = manager.sessions.compactMap { session in
                session.id.hasPrefix(Self.prefix) ? Int(session.id.dropFirst(Self.prefix.count)) : nil
            }.filter { (1...Self.highest).contains($0) }.sorted()
            numbers = known.suffix(Self.people).map(\.self)
            numbers += [Int?](repeating: nil, count: Self.people - numbers.count)
            next = (known.last ?? 0) + 1
        }

        /// Takes one step in a random user's conversation.
        mutating func step() {
            let person = Int(random.next() % UInt64(Self.people))
            numbers[person] = advance(numbers[person])
        }

        /// Takes a step in this conversation and returns the user's conversation after it.
        private mutating func advance(_ number: Int?) -> Int? {
            guard let number else { return begin() }
            let id = Self.prefix + "\(number)"
            switch random.unit() {
            case ..<0.1:
                // The user leaves without ending the conversation, so the session expires.
                return nil
            case ..<0.15:
                _ = try? manager.delete(id)
                return nil
            default:
                let turns: Int64? = manager.update(id) { value in
                    let turns = Self.turns(of: value) + 1
                    var members = value.members ?? [:]
                    members["turns"] = .integer(turns)
                    value = .object(members)
                    return turns
                }
                return turns == nil ? begin() : number
            }
        }

        private mutating func begin() -> Int? {
            defer { next += 1 }
            let number = next
            let made = try? manager.findOrCreate(Self.prefix + "\(number)") {
                .object(["chat": .string("chat-\(number)"), "turns": .integer(1)])
            }
            return made.map { _ in number }
        }

        private static func turns(of value: JSONSessionValue) -> Int64 {
            guard case .integer(let turns)? = value.members?["turns"] else { return 0 }
            return turns
        }
    }
#endif
