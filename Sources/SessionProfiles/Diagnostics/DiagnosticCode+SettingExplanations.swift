/// Problems with the values of settings.
extension DiagnosticCode {
    static let rules: [Entry] = [
        (
            .observerNotRegistered, "settings of an observer or admission that is not registered",
            """
            The program registers observers and admissions by name when it starts; a profile turns them on and
            configures them. Either the name is misspelt, or the program doesn't register the plug-in. The
            settings of an observer belong under `observers:`, those of an admission under `admission:`:

                observers:
                  webhook:
                    enabled: true
                    delay: 5s
                admission:
                  working-hours:
                    enabled: true

            The plug-in reads its settings with the keys that declare them: `context.settings[delay]`.
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
            .unknownKey, "an unknown key",
            """
            No setting has this key. It is an error so that a misspelt key is not ignored.
            `sessions profile keys` lists all settings. Nest the levels of a key, don't join them with dots:

                observers:
                  logging:
                    enabled: true
            """
        ),
        (
            .wrongType, "a value of the wrong type",
            """
            The setting takes another type of value; the message shows which. Write numbers and Booleans
            without quotes, because a quoted value is a string.
            """
        ),
        (
            .invalidDuration, "not a duration",
            """
            A duration is a number with a unit: `d`, `h`, `m`, `s` or `ms`. You can combine units, each at most
            once, from the largest to the smallest:

                timeout: 30m
                lifetime: 1d 12h
                cleanup-interval: 500ms

            Fractions are not allowed: write `1h 30m` for one and a half hours. A day has 24 hours.
            """
        ),
        (
            .invalidInteger, "not a whole number",
            """
            Write a whole number with digits and, optionally, underscores between them: `10_000`. Leading zeros
            (`010`), `0x10`, `1e3` and `1:30` are refused, because YAML 1.1 and 1.2 read them as different
            numbers.
            """
        ),
        (
            .invalidNumber, "not a number",
            """
            Write a number with digits and at most one point: `0.9`. Exponents, `.5`, `.inf` and `.nan` are
            refused.
            """
        ),
        (
            .invalidBoolean, "neither true nor false",
            """
            Write `true` or `false`. The words `yes`, `no`, `on` and `off` are refused, because they are
            Booleans in YAML 1.1 and strings in YAML 1.2.
            """
        ),
        (
            .invalidChoice, "not one of the accepted words",
            "The setting accepts only certain words, spelled exactly. `sessions profile keys` lists them."
        ),
        (
            .invalidText, "a string that is too long or has control characters",
            """
            A string must be on one line, without control characters, and not longer than its setting allows.

            In a variable and after `--set`, some other strings are refused too, because shells, env files and
            manifests often leave them by accident: quotes around the value, spaces at its ends, a comment
            after it, a reference such as `${NAME}` that was not replaced, and invisible characters. If you
            need one of these, set the value in a profile, in quotes.
            """
        ),
        (
            .outOfRange, "a value out of range",
            "The value has the right type, but it is too small or too large. The message shows the range."
        ),
        (
            .missingValue, "a key or a variable without a value",
            """
            A key without a value, or an empty variable such as `SESSION_TIMEOUT=`, could mean the default, an
            empty value or a mistake. To leave the setting unchanged, remove the key or unset the variable.
            For an empty string, write `""` in a profile.
            """
        ),
        (
            .ambiguousText, "a string that other YAML readers read as something else",
            """
            The setting is a string, so the value is used as it is written. Other YAML readers would read it as
            a number, a date, a Boolean or null. Quote the value, so that all readers agree.
            """
        ),
        (
            .invalidToken, "not a token",
            """
            A token is a secret that gives clients access. It must be too long to guess, and
            fit in an HTTP header: ASCII letters, digits and punctuation, without spaces. Create a token, and
            don't put it in files that other people can read:

                export SESSION_HTTP_TOKEN=$(openssl rand -hex 32)
            """
        ),
    ]

    static let environment: [Entry] = [
        (
            .similarVariable, "a variable that looks misspelt",
            """
            No setting has this variable, but its name is at most two edits away from the variable of a
            setting. Correct or remove it. Other variables that begin with SESSION_ are ignored, because
            desktops set some.
            """
        )
    ]
}
