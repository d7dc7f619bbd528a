extension DiagnosticCode {
    /// What a code means, at length, as `sessions explain` prints it.
    public struct Explanation: Sendable, Hashable {
        /// The problem in a few words.
        public let title: String
        /// Why it is one, and how to mend it; in paragraphs, examples indented.
        public let text: String
    }

    /// What the code means.
    public var explanation: Explanation {
        Self.explanations[name] ?? Explanation(title: "", text: "")
    }

    /// Title and text under the code, as `sessions explain` prints them.
    public var explanationText: String {
        "\(name): \(explanation.title)\n\n\(explanation.text)"
    }

    /// All codes, sorted.
    public static var all: [DiagnosticCode] { explanations.keys.sorted().map(DiagnosticCode.init) }

    /// The code of this name, in capitals or not: `S0103`.
    public static func named(_ name: String) -> DiagnosticCode? {
        let name = name.uppercased()
        return explanations[name] == nil ? nil : DiagnosticCode(name)
    }

    private static let explanations: [String: Explanation] = {
        var result: [String: Explanation] = [:]
        for (code, title, text) in yaml + files + rules + values + environment {
            result[code.name] = Explanation(title: title, text: text)
        }
        return result
    }()

    private typealias Entry = (DiagnosticCode, String, String)

    private static let yaml: [Entry] = [
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

    private static let files: [Entry] = [
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

    private static let rules: [Entry] = [
        (
            .cleanupAfterTimeout, "the cleanup interval is longer than the idle timeout",
            """
            A dead session is never returned, but it takes up memory until the next cleanup: at the worst the
            idle timeout and the cleanup interval together. With an interval longer than the timeout, most of
            what is held can be dead. Clean up at least once per timeout; a cleanup with nothing to do costs
            microseconds.
            """
        ),
        (
            .timeoutExceedsLifetime, "the idle timeout is longer than the lifetime",
            """
            No session can be idle for longer than it lives, so this timeout never ends one; whoever wrote it
            expects something that won't happen. Use a timeout of the lifetime or less, or a longer lifetime.
            """
        ),
        (
            .unreachableThreshold, "a threshold that can't be met",
            """
            The alert can never be raised: another setting ends, removes or refuses sessions before they get
            that far. Lower the threshold, or raise the limit that stands in its way.
            """
        ),
        (
            .observerNotRegistered, "settings of an observer that nobody registered",
            """
            Observers are registered by name where the program starts; a profile only turns them on and
            configures them. The name may be misspelt, or the program may lack the plug-in.
            """
        ),
        (
            .observerDisabled, "settings of an observer that is off",
            """
            The observer is off, so the setting has no effect. Turn it on, or remove the setting:

                observers:
                  alerts:
                    enabled: true
            """
        ),
        (
            .storeNotChosen, "a file for sessions, and no store that would use it",
            """
            `persistence.path` alone keeps nothing: sessions would end with the process, and nobody would know
            before. Name the store too, here or in the environment:

                persistence:
                  backend: sqlite
                  path: /var/lib/app/sessions.db

            Where a profile's path is to go unused, say so: `SESSION_PERSISTENCE_BACKEND=none`.
            """
        ),
        (
            .storePathMissing, "a store that needs a file, and no file for it",
            """
            `persistence.backend: sqlite` keeps sessions in a file, and a server does not start without its
            path. Where that differs from machine to machine, leave it to the environment there:

                SESSION_PERSISTENCE_PATH=/var/lib/app/sessions.db
            """
        ),
    ]

    private static let values: [Entry] = [
        (
            .unknownKey, "a key that no setting has",
            """
            A misspelt key would do nothing without a word, so it is an error. `sessions profile keys` lists all
            settings. Levels are nested, not joined by dots:

                observers:
                  logging:
                    enabled: true
            """
        ),
        (
            .wrongType, "a mapping, list or text where something else belongs",
            """
            The setting takes another kind of value. Numbers and truth values stand without quotes; a quoted
            one is a text.
            """
        ),
        (
            .invalidDuration, "not a duration",
            """
            Durations are numbers with a unit: `d`, `h`, `m`, `s` or `ms`, each at most once and from the
            largest down:

                timeout: 30m
                lifetime: 1d 12h
                cleanup-interval: 500ms

            There are no fractions; one and a half hours are `1h 30m`. A day has 24 hours.
            """
        ),
        (
            .invalidInteger, "not a whole number",
            """
            Whole numbers are digits, with underscores between them if you like: `10_000`. What YAML 1.1 and 1.2
            take for different numbers is refused: leading zeros (`010`), `0x10`, `1e3`, `1:30`.
            """
        ),
        (
            .invalidNumber, "not a number",
            "Numbers are digits with at most one point: `0.9`. Exponents, `.5`, `.inf` and `.nan` are refused."
        ),
        (
            .invalidBoolean, "neither true nor false",
            """
            Only `true` and `false` are truth values. `yes`, `no`, `on` and `off` are that in YAML 1.1 and plain
            text in YAML 1.2, so they are refused.
            """
        ),
        (
            .invalidChoice, "a word that is not among those offered",
            "The setting takes one of a few words, spelled exactly. `sessions profile keys` lists them."
        ),
        (
            .invalidText, "a text that is too long or has control characters",
            "A text stands on one line, has no control characters, and is no longer than its setting allows."
        ),
        (
            .outOfRange, "a value out of its range",
            "The value is of the right kind, but too small or too large. The message names the range."
        ),
        (
            .missingValue, "a key without a value",
            """
            A key with nothing behind it could mean a default, an empty value or an oversight. Remove the key to
            leave the setting unset; write `""` for an empty text.
            """
        ),
        (
            .ambiguousText, "a text that other YAML readers take for something else",
            """
            The setting is a text, so this value is taken as it stands. Other readers of the file would take it
            for a number, a date, a truth value or nothing. Quote it, and all agree.
            """
        ),
    ]

    private static let environment: [Entry] = [
        (
            .similarVariable, "a variable that looks like a misspelt one",
            """
            No setting has this variable, and it is at most two edits away from one that does. Variables that
            begin with SESSION_ and look like none of ours are left alone; desktops set some.
            """
        )
    ]
}
