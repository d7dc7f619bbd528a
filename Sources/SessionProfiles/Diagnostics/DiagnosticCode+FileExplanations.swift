/// Problems with a file as a whole and with its YAML.
extension DiagnosticCode {
    static let yaml: [Entry] = [
        (
            .syntax, "the text is not YAML",
            """
            The message shows where the YAML parser stopped; the mistake is often just before this place. For
            an unclosed quote or bracket, the message shows where it was opened.

            Common causes: a missing space after a colon, a value with `: ` or ` #` that needs quotes, a line
            with the wrong indentation, a missing closing quote.
            """
        ),
        (
            .notUTF8, "the file is not UTF-8",
            """
            Profiles must be UTF-8, with or without a byte order mark. Save the file as UTF-8, or convert it:

                iconv -f LATIN1 -t UTF-8 old.yaml > new.yaml
            """
        ),
        (
            .tab, "a tab instead of spaces",
            """
            YAML forbids tabs in indentation, and the meaning of other tabs depends on the reader. Tabs are
            only accepted in comments and inside quotes. Set your editor to insert spaces in `*.yaml` files.
            """
        ),
        (
            .duplicateKey, "a duplicate key",
            """
            A mapping has the same key twice, so one of the two values would be ignored. Remove one of them.
            This also applies to groups: write `observers:` once, with all its settings below it.
            """
        ),
        (
            .alias, "an alias or an anchor",
            """
            Anchors (`&name`) and aliases (`*name`) make a value depend on another place in the file, and a few
            lines of them can expand to gigabytes. Repeat the value, or share settings between profiles:

                extends: production
            """
        ),
        (
            .mergeKey, "a merge key",
            """
            The merge key (`<<:`) is an extension of YAML 1.1 that YAML 1.2 doesn't have. Use `extends:` to
            share settings between profiles.
            """
        ),
        (
            .tag, "a tag",
            """
            Tags (`!!str`, `!duration`) tell a YAML reader the type of a value. In a profile, the setting
            determines the type. Remove the tag.
            """
        ),
        (
            .severalDocuments, "more than one document in a file",
            """
            A line with `---` begins another document. A profile is one document. Move the other document to
            its own file.
            """
        ),
        (
            .tooDeep, "mappings and lists are nested too deep",
            "The limit is \(YAMLLimits.depth) levels. Settings are only nested a few levels deep."
        ),
        (
            .scalarTooLong, "a key or value is too long",
            "The limit is \(YAMLLimits.scalarSize) bytes for a key or a value. Settings only need a fraction of it."
        ),
        (
            .fileTooLarge, "the file is too large",
            "The limit is \(YAMLLimits.fileSize) bytes. Check that the file is a profile."
        ),
        (
            .tooManyEvents, "too many keys, values and lists in a file",
            """
            The limit is \(YAMLLimits.events) events of the YAML parser. Each key and value is an event, and so
            are the beginning and the end of the stream, the document, each mapping and each list.
            """
        ),
        (
            .notAMapping, "the file is not a mapping",
            """
            The top level of a profile is a mapping of keys to values:

                timeout: 30m
                cleanup-interval: 10m

            Without the space after the colon, a line such as `timeout:30m` is not a mapping.
            """
        ),
        (
            .invalidKey, "a key is missing or is not a string",
            "Write keys as plain words. YAML also allows lists and mappings as keys, but profiles don't."
        ),
        (
            .directive, "a YAML directive",
            "Lines that begin with `%` are directives (`%YAML`, `%TAG`). Profiles don't use them. Remove them."
        ),
        (
            .empty, "a file without content",
            """
            An empty file is usually a mistake: another program is still writing it, or it was cut off. If the
            profile should set nothing, write:

                {}
            """
        ),
        (
            .forbiddenCharacter, "a character that hides or reorders text",
            """
            Control characters, the line separators U+0085, U+2028 and U+2029, and characters that reorder text
            can make a file look different from what it means. For example, U+2028 in a comment begins a new
            line in YAML 1.1, and this line is not part of the comment. Remove the character. In a quoted
            value, you can write it as an escape.
            """
        ),
    ]

    static let files: [Entry] = [
        (
            .profileNotFound, "there is no profile with this name",
            """
            A profile is the file NAME.yaml in the directory of profiles, if one is given, or a shipped
            profile. `sessions profile list` lists all profiles. The name comes from the command line or from
            SESSION_PROFILE; the default is `production`.
            """
        ),
        (
            .unreadable, "a file can't be read",
            "The file is missing, is a directory or a device, or this user has no permission to read it."
        ),
        (
            .parentNotFound, "the profile that this one extends doesn't exist",
            """
            `extends:` names a profile in the directory of profiles or a shipped profile. A profile that
            extends its own name extends the shipped profile with that name.
            """
        ),
        (
            .extendsCycle, "profiles extend each other in a circle",
            "The message shows the profiles of the circle. Remove `extends:` from one of them."
        ),
        (
            .extendsTooLong, "a profile extends too many others in a row",
            "A profile can extend at most \(ProfileLoader.maximumAncestors) others in a row. Combine some of them."
        ),
        (
            .invalidName, "an invalid profile name",
            """
            A name has up to 64 letters, digits, `-`, `_` and `.`, and begins with a letter or digit. Therefore
            a name can't refer to a file outside the directory of profiles.
            """
        ),
        (
            .settingsConflict, "conflicting declarations of settings",
            """
            This is a mistake in the program, not in a profile: two settings have the same key or the same
            variable, the key of a setting is also the group of other settings, or a default is out of range.
            Variable names have underscores instead of dots and hyphens, so `a.b` and `a-b` conflict.
            """
        ),
    ]
}
