import Sessions

extension Setting {
    /// Returns the diagnostic for a value that the setting doesn't accept.
    ///
    /// It doesn't show a secret value. If the form of the value is wrong, the help says how.
    func diagnostic(_ failure: Kind.Failure, of text: String, at label: Diagnostic.Label) -> Diagnostic {
        if text.isEmpty { return empty(at: label) }
        return Diagnostic(
            failure.code,
            isSecret ? "the value of `\(key)` is not accepted" : failure.message,
            at: self.label(label, "expected \(kind.expectation)"),
            help: serviceLink(text, at: label.place) ?? formHelp(text, at: label.place)
                ?? Self.help(failure, isSecret: isSecret)
        )
    }

    /// Returns why a value of the right kind is refused because of its form, or `nil` if it is accepted.
    ///
    /// Nearly any text is a valid string, even with quotes that a shell should have removed. In a file, YAML handles
    /// quotes, so only invisible characters are refused.
    func failure(of text: String, at place: Place) -> Kind.Failure? {
        guard takesText else { return nil }
        if text.isEmpty, place.isOutside { return Kind.Failure(code: .missingValue, message: "") }
        guard place.isOutside || place.range != nil, fault(in: text, at: place) != nil else { return nil }
        return Kind.Failure(
            code: .invalidText,
            message: "`\(PrintableText.printed(text))` is not accepted in this form",
            help: nil
        )
    }

    private var takesText: Bool {
        switch kind {
        case .string, .token: true
        case .duration, .integer, .number, .boolean, .choice: false
        }
    }

    private func empty(at label: Diagnostic.Label) -> Diagnostic {
        let isVariable = if case .variable = label.place { true } else { false }
        return Diagnostic(
            .missingValue,
            "`\(key)` is empty",
            at: self.label(label, "expected \(kind.expectation)"),
            help: isVariable
                ? "unset the variable, or give it a value" : "remove the key, or give it a value"
        )
    }

    private func fault(in text: String, at place: Place) -> ValueFault? {
        ValueFault(in: text, isText: takesText, isInFile: place.range != nil)
    }

    /// Returns what is wrong with the form of the value and with the rest of the value.
    private func formHelp(_ text: String, at place: Place) -> String? {
        guard let fault = fault(in: text, at: place) else { return nil }
        guard !fault.rest.isEmpty else { return fault.help }
        do {
            _ = try kind.parse(fault.rest)
            return fault.help
        } catch {
            return ([fault.help] + (Self.help(error, isSecret: isSecret).map { [$0] } ?? []))
                .joined(separator: "; ")
        }
    }

    /// Returns a kind's help. For a secret, only a token's help is safe; others include parts of the value.
    private static func help(_ failure: Kind.Failure, isSecret: Bool) -> String? {
        isSecret && failure.code != .invalidToken ? nil : failure.help
    }

    /// Returns the help for a variable such as `SESSION_HTTP_PORT=tcp://10.0.0.1:8080`, which Kubernetes sets for a
    /// Service named `session-http`.
    private func serviceLink(_ text: String, at place: Place) -> String? {
        guard case .variable(let name) = place, name.hasSuffix("_PORT"),
            text.prefixMatch(of: /(tcp|udp|sctp):\/\//) != nil
        else { return nil }
        let service = name.dropLast("_PORT".count).lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
        return
            "Kubernetes sets this variable for a Service named \(service): set `enableServiceLinks: false` in "
            + "the pod's spec, or rename the Service"
    }
}

extension Place {
    /// Whether a value at this place came through a shell, an env file or a manifest.
    fileprivate var isOutside: Bool {
        switch self {
        case .variable, .override: true
        case .file, .code, .profile, .declaration, .argument: false
        }
    }
}
