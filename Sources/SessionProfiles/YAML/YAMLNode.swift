/// A value in a YAML file and its place.
struct YAMLNode: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        case scalar(YAMLScalar)
        case mapping([YAMLEntry])
        case sequence([YAMLNode])
        /// A refused value, which was already reported.
        case refused
    }

    var content: Content
    var range: SourceRange
}

/// A key of a mapping and its value.
struct YAMLEntry: Sendable, Hashable {
    var key: String
    var keyRange: SourceRange
    var value: YAMLNode
}

/// A scalar as it is written in the file. The setting decides what it means, not the form of the text.
struct YAMLScalar: Sendable, Hashable {
    enum Style: Sendable, Hashable {
        case plain, quoted, block
    }

    var text: String
    var style: Style

    /// Whether the scalar is YAML's null: unquoted and empty, `~` or `null`.
    var isNull: Bool {
        style == .plain && ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
