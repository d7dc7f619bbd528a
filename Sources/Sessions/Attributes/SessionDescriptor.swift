/// A description of a session for people, such as for the page on which users see their devices.
///
/// All texts together have at most 2,048 bytes.
public struct SessionDescriptor: Sendable, Hashable {
    /// The maximum length of all texts together, in bytes of UTF-8.
    package static let maximumLength = 2_048

    /// The maximum number of ``details``.
    package static let maximumDetails = 16

    /// A name for the session, such as `Alice's phone`.
    public var label: String?
    /// The address from which the session was started or last used, such as `203.0.113.7`.
    public var address: String?
    /// The `User-Agent` of the client.
    public var userAgent: String?
    /// Further facts that the application adds, at most 16.
    public var details: [String: String]

    /// Creates a descriptor. A text that you omit is not part of it.
    public init(
        label: String? = nil,
        address: String? = nil,
        userAgent: String? = nil,
        details: [String: String] = [:]
    ) {
        self.label = label
        self.address = address
        self.userAgent = userAgent
        self.details = details
    }

    func validate() throws(SessionError) {
        guard details.count <= Self.maximumDetails else {
            throw .invalidAttributes(
                "the descriptor has \(details.count) details; use at most \(Self.maximumDetails)"
            )
        }
        let texts = [label, address, userAgent].compactMap { $0 } + details.flatMap { [$0.key, $0.value] }
        let length = texts.reduce(0) { $0 + $1.utf8.count }
        guard length <= Self.maximumLength else {
            throw .invalidAttributes(
                "the descriptor has \(length) bytes of UTF-8; use at most \(Self.maximumLength)"
            )
        }
    }
}
