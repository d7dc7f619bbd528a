/// What can be wrong with the values of settings.
extension DiagnosticCode {
    static let rules: [Entry] = [
        (
            .observerNotRegistered, "settings of an observer or admission that is not registered",
            """
            Observers and admissions are registered by name where the program starts; a profile only turns
            them on and configures them. The name may be misspelt, or the program may lack the plug-in. An
            observer's settings stand under `observers:`, an admission's under `admission:`:

                observers:
                  webhook:
                    enabled: true
                    delay: 5s
                admission:
                  working-hours:
                    enabled: true

            The plug-in reads its own settings by the keys that declare them: `context.settings[delay]`.
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
    ]

    static let values: [Entry] = [
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
            """
            A text stands on one line, has no control characters, and is no longer than its setting allows.

            In a variable, and after `--set`, these are refused too, since shells, env files and manifests
            leave them there by accident: quotes around the value, spaces at its ends, a comment behind it, a
            reference such as `${NAME}` that nothing replaced, and characters that can't be seen. Where one
            is meant, put the value into a profile, in quotes.
            """
        ),
        (
            .outOfRange, "a value out of its range",
            "The value is of the right kind, but too small or too large. The message names the range."
        ),
        (
            .missingValue, "a key or a variable without a value",
            """
            A key with nothing behind it could mean a default, an empty value or an oversight, and so could a
            variable that is set to nothing, as `SESSION_TIMEOUT=` does. Remove the key, or unset the
            variable, to leave the setting alone. In a profile, write `""` for an empty text.
            """
        ),
        (
            .ambiguousText, "a text that other YAML readers take for something else",
            """
            The setting is a text, so this value is taken as it stands. Other readers of the file would take it
            for a number, a date, a truth value or nothing. Quote it, and all agree.
            """
        ),
        (
            .invalidToken, "not a token",
            """
            A token is a secret that programs show to be let in. It has to be too long to be guessed, and to
            stand in a header: letters, digits and punctuation of ASCII, no spaces. Make one, and keep it out
            of files that others read:

                export SESSION_HTTP_TOKEN=$(openssl rand -hex 32)
            """
        ),
    ]

    static let environment: [Entry] = [
        (
            .similarVariable, "a variable that looks like a misspelt one",
            """
            No setting has this variable, and it is at most two edits away from one that does. Variables that
            begin with SESSION_ and look like none of ours are left alone; desktops set some.
            """
        )
    ]
}
