/// A value in a YAML file, and where it stands.
struct YAMLNode: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        case scalar(YAMLScalar)
        case mapping([YAMLEntry])
        case sequence([YAMLNode])
        /// Something that was refused, with a diagnostic; nothing more is to be said about it.
        case refused
    }

    var content: Content
    var range: SourceRange
}

/// A key of a mapping, and its value.
struct YAMLEntry: Sendable, Hashable {
    var key: String
    var keyRange: SourceRange
    var value: YAMLNode
}

/// A text as it stands in the file; what it means is decided by the setting that takes it, never by its look.
struct YAMLScalar: Sendable, Hashable {
    enum Style: Sendable, Hashable {
        case plain, quoted, block
    }

    var text: String
    var style: Style

    /// Whether it is YAML's null: nothing, `~` or `null`, not quoted.
    var isNull: Bool {
        style == .plain && ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
