import Sessions

/// A profile's file, followed by the files that it extends.
struct ProfileChain: Sendable {
    /// The documents of the readable files, the profile's own first.
    private(set) var documents: [ProfileDocument] = []

    /// The names of the files that were read, the profile's own first.
    private(set) var files: [String] = []

    /// The contents of all files, including those that could not be read.
    private(set) var contents = ProfileContents()

    private let library: ProfileLibrary
    private let settings: SettingTable

    /// Reads a profile and the profiles that it extends.
    init(
        _ origin: ProfileLibrary.Origin,
        _ library: ProfileLibrary,
        _ settings: SettingTable,
        _ diagnostics: Diagnostics
    ) {
        self.library = library
        self.settings = settings
        guard let source = read(origin, at: nil, diagnostics) else { return }
        follow(source, from: origin, diagnostics)
    }

    /// Reads a text and the profiles that it extends.
    init(
        _ source: SourceText,
        _ library: ProfileLibrary,
        _ settings: SettingTable,
        _ diagnostics: Diagnostics
    ) {
        self.library = library
        self.settings = settings
        follow(source, from: nil, diagnostics)
    }

    private mutating func follow(
        _ first: SourceText,
        from firstOrigin: ProfileLibrary.Origin?,
        _ diagnostics: Diagnostics
    ) {
        var source = first
        var origin = firstOrigin
        var seen: [ProfileLibrary.Origin] = []
        while true {
            if let origin { seen.append(origin) }
            files.append(source.name)
            guard
                let document = ProfileDocument.read(
                    source,
                    settings: settings,
                    isShipped: origin?.isShipped == true,
                    diagnostics
                )
            else { return }
            documents.append(document)
            guard let parent = document.parent else { return }
            guard ProfileLibrary.isName(parent.name) else {
                diagnostics.report(.invalidName(parent.name, at: parent.label))
                return
            }
            let found: ProfileLibrary.Origin?
            do {
                found = try library.find(parent.name, extendedBy: origin)
            } catch {
                diagnostics.report(error)
                return
            }
            guard let next = found else {
                diagnostics.report(.notFound(.parentNotFound, parent.name, at: parent.label, in: library))
                return
            }
            guard !seen.contains(next) else {
                let circle = (seen.drop { $0 != next } + [next]).map(\.displayName).joined(separator: " → ")
                diagnostics.report(
                    Diagnostic(
                        .extendsCycle,
                        "profiles extend each other in a circle",
                        at: parent.label.saying("leads back to \(next.displayName)"),
                        help: "remove `extends:` from one of \(circle)"
                    )
                )
                return
            }
            guard seen.count <= ProfileLoader.maximumAncestors else {
                diagnostics.report(
                    Diagnostic(
                        .extendsTooLong,
                        "the profile extends more than \(ProfileLoader.maximumAncestors) others in a row",
                        at: parent.label,
                        help: "combine some of them"
                    )
                )
                return
            }
            guard let text = read(next, at: parent.label, diagnostics) else { return }
            (source, origin) = (text, next)
        }
    }

    private mutating func read(
        _ origin: ProfileLibrary.Origin,
        at label: Diagnostic.Label?,
        _ diagnostics: Diagnostics
    ) -> SourceText? {
        do {
            let source = try library.read(origin)
            contents.files.append(ProfileContents.File(origin: origin, bytes: source.bytes))
            return source
        } catch {
            contents.files.append(ProfileContents.File(origin: origin, bytes: nil))
            diagnostics.report(
                Diagnostic(
                    .unreadable,
                    "\(origin.displayName) can't be read: \(error.reason)",
                    at: label ?? Diagnostic.Label(.file(name: origin.displayName, nil)),
                    help: error.isMissing ? "check the path" : "check the file and its permissions"
                )
            )
            return nil
        }
    }
}

extension Diagnostic {
    static func invalidName(_ name: String, at label: Label) -> Diagnostic {
        if name.isEmpty {
            let isVariable = if case .variable = label.place { true } else { false }
            return Diagnostic(
                .invalidName,
                "the name of the profile is empty",
                at: label,
                help: isVariable ? "unset the variable, or name a profile" : "name a profile"
            )
        }
        let fault = ValueFault(in: name, isText: false, isInFile: label.place.range != nil)
        return Diagnostic(
            .invalidName,
            "`\(PrintableText.printed(name))` is not a valid profile name",
            at: label,
            help: fault?.help ?? "use up to 64 letters, digits, `-`, `_` and `.`; "
                + "to use a file in another directory, load it by its path"
        )
    }

    static func notFound(
        _ code: DiagnosticCode,
        _ name: String,
        at label: Label,
        in library: ProfileLibrary
    ) -> Diagnostic {
        let names = (try? library.names()) ?? ProfileLibrary.shipped.map(\.name)
        let suggestion = Suggestion.nearest(to: name, among: names)
        return Diagnostic(
            code,
            "there is no profile `\(PrintableText.printed(name))`",
            at: label,
            help: suggestion.map { "did you mean `\($0)`?" }
                ?? "the profiles are \(names.joined(separator: ", "))"
        )
    }
}
