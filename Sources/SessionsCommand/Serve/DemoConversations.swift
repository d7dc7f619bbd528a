#if CommandLine && HTTP
    import SessionHTTP
    import Sessions

    /// Conversations of made-up people, `demo-1`, `demo-2` and so on, each of which goes on until it is ended,
    /// forgotten, or found to have expired. The same steps for the same beginning.
    struct DemoConversations {
        /// How many of them go on at a time.
        static let people = 200

        private static let prefix = "demo-"
        /// Ids of somebody else's may have any number; no run gets this far.
        private static let highest = Int(Int32.max)

        private let manager: SessionManager<JSONValue>
        private var random = SplitMix64(seed: 1)
        /// Which conversation each of the people has; `nil` for none.
        private var numbers: [Int?]
        private var next: Int

        /// Goes on with the newest that the manager holds, as after a restart; what begins is numbered behind them.
        init(in manager: SessionManager<JSONValue>) {
            self.manager = manager
            let known = manager.sessions.compactMap { session in
                session.id.hasPrefix(Self.prefix) ? Int(session.id.dropFirst(Self.prefix.count)) : nil
            }.filter { (1...Self.highest).contains($0) }.sorted()
            numbers = known.suffix(Self.people).map(\.self)
            numbers += [Int?](repeating: nil, count: Self.people - numbers.count)
            next = (known.last ?? 0) + 1
        }

        /// One step of somebody's conversation.
        mutating func step() {
            let person = Int(random.next() % UInt64(Self.people))
            numbers[person] = goOn(numbers[person])
        }

        /// Which conversation goes on after this one's step.
        private mutating func goOn(_ number: Int?) -> Int? {
            guard let number else { return begin() }
            let id = Self.prefix + "\(number)"
            switch random.unit() {
            case ..<0.1:
                // Gone without a word; the session expires.
                return nil
            case ..<0.15:
                _ = try? manager.delete(id)
                return nil
            default:
                let turns: Int64? = manager.update(id) { value in
                    let turns = Self.turns(of: value) + 1
                    value = value.merging(.object(["turns": .integer(turns)]))
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

        private static func turns(of value: JSONValue) -> Int64 {
            guard case .object(let members) = value, case .integer(let turns)? = members["turns"] else {
                return 0
            }
            return turns
        }
    }
#endif
