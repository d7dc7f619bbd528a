import Sessions

/// The fields of an event that the model can predict.
struct EventRecord: Hashable, Comparable, CustomStringConvertible {
    let kind: String
    let id: String
    let value: Int?
    let change: Int?
    let reason: EndReason?
    let deletion: DeletionDetails?
    let timeouts: TimeoutsChangeDetails?
    let attributes: SessionAttributes?
    let created: Int64?
    let deadline: Int64?
    let instant: Int64
    let idle: Int64
    var count: Int

    init(
        kind: String,
        id: String = "",
        value: Int? = nil,
        change: Int? = nil,
        reason: EndReason? = nil,
        deletion: DeletionDetails? = nil,
        timeouts: TimeoutsChangeDetails? = nil,
        attributes: SessionAttributes? = nil,
        created: Int64? = nil,
        deadline: Int64? = nil,
        instant: Int64,
        idle: Int64 = 0,
        count: Int
    ) {
        self.kind = kind
        self.id = id
        self.value = value
        self.change = change
        self.reason = reason
        self.deletion = deletion
        self.timeouts = timeouts
        self.attributes = attributes
        self.created = created
        self.deadline = deadline
        self.instant = instant
        self.idle = idle
        self.count = count
    }

    init(_ event: SessionEvent<Int>) {
        self.init(
            kind: "\(event.kind)",
            id: event.id ?? "",
            value: event.value,
            change: event.version.map { Int($0.number) },
            reason: event.reason,
            deletion: event.deletion,
            timeouts: event.timeoutsChange,
            attributes: NaiveManager.plain(event.attributes),
            created: event.createdInstant?.nanoseconds,
            deadline: event.deadline?.nanoseconds,
            instant: event.instant.nanoseconds,
            idle: NaiveManager.nanoseconds(event.idleTime),
            count: event.activeCount
        )
    }

    static func < (lhs: EventRecord, rhs: EventRecord) -> Bool {
        (lhs.id, lhs.kind, lhs.instant) < (rhs.id, rhs.kind, rhs.instant)
    }

    var description: String {
        let shortID = id.utf8.count > 12 ? "\(id.prefix(9))…\(id.utf8.count)" : id
        return
            "\(kind) \(shortID) value=\(value.map(String.init) ?? "-") change=\(change ?? 0) reason=\(reason?.description ?? "-") "
            + "\(deletion.map { "\($0) " } ?? "")\(timeouts.map { "\($0) " } ?? "")"
            + "owner=\(attributes?.owner ?? "-") keys=\(attributes?.keys ?? []) "
            + "created=\(created ?? -1) deadline=\(deadline ?? -1) instant=\(instant) idle=\(idle) count=\(count)"
    }
}
