/// What can be wrong with a file, whatever it says.
extension DiagnosticCode {
    static let yaml: [Entry] = [
        (
            .syntax, "the text is not YAML",
            """
            The place is where the YAML parser gave up; what is wrong is often just before it. Where something
            was opened and never closed, the place is where it was opened.

            Usual causes: no space after a colon, a value with `: ` or ` #` in it that needs quotes, a line that
            is not indented like those around it, a quote without its partner.
            """
        ),
        (
            .notUTF8, "the file is not UTF-8",
            """
            Profiles are UTF-8, with or without a byte order mark. Save the file as UTF-8, or convert it:

                iconv -f LATIN1 -t UTF-8 old.yaml > new.yaml
            """
        ),
        (
            .tab, "a tab where spaces belong",
            """
            YAML forbids tabs in indentation, and what a tab elsewhere means depends on the reader. Tabs are
            only accepted in comments and inside quotes. Tell the editor to insert spaces in `*.yaml`.
            """
        ),
        (
            .duplicateKey, "a key stands twice in a mapping",
            """
            One of the two values would win without a word. Keep the one that you mean. Groups count too: write
            `observers:` once, with everything below it.
            """
        ),
        (
            .alias, "an alias or an anchor",
            """
            Anchors (`&name`) and aliases (`*name`) make a value depend on another place in the file, and a few
            lines of them can stand for gigabytes. Write the value out, or share settings between profiles:

                extends: production
            """
        ),
        (
            .mergeKey, "a merge key",
            """
            The merge key (`<<:`) is an extension of YAML 1.1 that YAML 1.2 dropped. Share settings between
            profiles with `extends:` instead.
            """
        ),
        (
            .tag, "a tag",
            """
            Tags (`!!str`, `!duration`) tell a YAML reader how to take a value. Here the setting decides that,
            so there is nothing for a tag to say. Remove it.
            """
        ),
        (
            .severalDocuments, "more than one document in a file",
            """
            A line `---` begins another document. A profile is one document; put the other into a file of its
            own.
            """
        ),
        (
            .tooDeep, "mappings and lists are nested too deep",
            "No setting is nested more than a few levels deep; the limit is \(YAMLLimits.depth)."
        ),
        (
            .scalarTooLong, "a key or value is too long",
            "A key or value may have \(YAMLLimits.scalarSize) bytes. No setting takes more than a fraction of it."
        ),
        (
            .fileTooLarge, "the file is too large",
            "A profile may have \(YAMLLimits.fileSize) bytes. A file that is larger is hardly a profile."
        ),
        (
            .tooManyEvents, "too many keys, values and lists in a file",
            """
            A profile may make \(YAMLLimits.events) events of the YAML parser: the beginnings and ends of stream,
            document, mappings and lists, and each key and value.
            """
        ),
        (
            .notAMapping, "the file doesn't hold a mapping",
            """
            A profile is a mapping of keys to values at its top:

                timeout: 30m
                cleanup-interval: 10m

            A missing space after the colon makes a plain text of a line: `timeout:30m`.
            """
        ),
        (
            .invalidKey, "a key is missing, or is no text",
            "Keys are plain words. YAML's other keys, lists and mappings among them, name no setting."
        ),
        (
            .directive, "a YAML directive",
            "Lines that begin with `%` are directives (`%YAML`, `%TAG`). Profiles need none; remove them."
        ),
        (
            .empty, "a file without content",
            """
            A file that is empty is more often one that is being written, or was cut off, than one that is meant
            to be empty. A profile that sets nothing on purpose says so:

                {}
            """
        ),
        (
            .forbiddenCharacter, "a character that hides or moves what follows it",
            """
            Control characters, the line separators U+0085, U+2028 and U+2029, and characters that reorder text
            make a file mean something else than it shows. After U+2028 in a comment, for example, YAML 1.1
            begins a new line that counts. Remove the character; in a quoted value write it as an escape.
            """
        ),
    ]

    static let files: [Entry] = [
        (
            .profileNotFound, "there is no profile of this name",
            """
            A profile is looked for as NAME.yaml in the directory of profiles, if one is given, and then among
            those that ship. `sessions profile list` lists what is there. The name comes from the command line,
            from SESSION_PROFILE, or is `production`.
            """
        ),
        (
            .unreadable, "a file can't be read",
            "The file is missing, is a directory or a device, or may not be read by this user."
        ),
        (
            .parentNotFound, "the profile that this one extends doesn't exist",
            """
            What `extends:` names is looked for like any profile: in the directory of profiles, then among those
            that ship. A profile that extends its own name means the one that ships.
            """
        ),
        (
            .extendsCycle, "profiles extend each other in a circle",
            "Follow the circle that the message shows, and remove one `extends:` of it."
        ),
        (
            .extendsTooLong, "too many profiles extend each other",
            "At most \(ProfileLoader.maximumAncestors) profiles may follow one another. Join some of them."
        ),
        (
            .invalidName, "no name of a profile",
            """
            A name has up to 64 letters, digits, `-`, `_` and `.`, and begins with a letter or digit; so no name
            leads out of the directory of profiles.
            """
        ),
        (
            .settingsConflict, "the declarations of settings contradict each other",
            """
            This is for the programmer: two settings have one key or one variable, a setting's key leads to
            others, or a default is outside of its range. In a variable's name dots and hyphens are both
            underscores, so `a.b` and `a-b` can't be together.
            """
        ),
    ]
}
