import Foundation
import Sessions

/// Loads profiles by name, from a file, from YAML text or from values in code.
///
/// A load finds all problems and throws them together.
public struct ProfileLoader: Sendable {
    /// The profile that is loaded if no other is selected.
    @usableFromInline package static let defaultProfile = "production"

    /// The maximum number of profiles that a profile extends in a row.
    package static let maximumAncestors = 16

    /// The current environment variables of this process.
    @usableFromInline package static var processEnvironment: [String: String] {
        ProcessInfo.processInfo.environment
    }

    /// A directory with your own profiles, which take precedence over the shipped ones.
    public var directory: String?

    /// The environment variables, by name.
    public var environment: [String: String]

    /// The settings that a profile can have.
    public var settings: SettingTable

    /// Values that override all others for this run, by key: `["timeout": "45m"]`.
    public var overrides: [String: String]

    /// Creates a loader; by default with this process's environment and the engine's settings.
    public init(
        directory: String? = nil,
        environment: [String: String] = ProfileLoader.processEnvironment,
        settings: SettingTable = .engine,
        overrides: [String: String] = [:]
    ) {
        self.directory = directory
        self.environment = environment
        self.settings = settings
        self.overrides = overrides
    }

    /// Returns the names of the profiles that can be loaded, the shipped ones first.
    ///
    /// - Throws: ``ProfileError`` if the directory can't be read.
    public func names() throws(ProfileError) -> [String] {
        try ProfileLibrary(directory: directory).names()
    }

    /// Loads the selected profile, as in `loader.load(.named("staging"))`.
    ///
    /// Without a selection, loads the profile that `SESSION_PROFILE` names, or `production`. Profiles that a file
    /// extends are in ``directory``, or in the file's own directory if ``directory`` is `nil`.
    ///
    /// - Throws: ``ProfileError`` with all problems.
    public func load(
        _ selection: ProfileSelection = .fromEnvironment()
    ) throws(ProfileError) -> SessionProfile {
        try attempt(selection).result.get()
    }

    /// The result of a load, with the contents of the files.
    struct Attempt {
        var contents: ProfileContents
        var result: Result<SessionProfile, ProfileError>
    }

    /// Loads a profile and returns the contents of its files even if it is invalid.
    func attempt(_ selection: ProfileSelection) -> Attempt {
        let diagnostics = Diagnostics()
        let name: String
        let chain: ProfileChain
        switch selection {
        case .fromEnvironment, .named:
            let library = ProfileLibrary(directory: directory)
            let (selected, label) = nameAndLabel(of: selection)
            guard let origin = find(selected, label, in: library, diagnostics) else {
                // Check the environment too, so that one run reports all problems.
                _ = resolve(files: [], diagnostics)
                return Attempt(contents: ProfileContents(), result: .failure(ProfileError(diagnostics)))
            }
            name = selected
            chain = ProfileChain(origin, library, settings, diagnostics)
        case .file(let path):
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            let parent = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
            let library = ProfileLibrary(directory: directory ?? (parent.isEmpty ? "/" : parent))
            let file = String(parts.last ?? "")
            name = file.hasSuffix(".yaml") ? String(file.dropLast(".yaml".count)) : file
            chain = ProfileChain(.file(path: path), library, settings, diagnostics)
        }
        do {
            let profile = try profile(
                name,
                selection.reason(in: environment, variable: settings.profileVariable),
                chain,
                diagnostics
            )
            return Attempt(contents: chain.contents, result: .success(profile))
        } catch {
            return Attempt(contents: chain.contents, result: .failure(error))
        }
    }

    /// Loads a profile from YAML text; diagnostics show `name` as its file.
    ///
    /// - Throws: ``ProfileError`` with all problems.
    public func load(yaml text: String, name: String) throws(ProfileError) -> SessionProfile {
        try load(bytes: Array(text.utf8), name: name)
    }

    /// Loads a profile from the bytes of YAML text, which may be invalid UTF-8; diagnostics show `name` as its file.
    ///
    /// - Throws: ``ProfileError`` with all problems.
    package func load(bytes: [UInt8], name: String) throws(ProfileError) -> SessionProfile {
        let diagnostics = Diagnostics()
        let chain = ProfileChain(
            SourceText(name: name, bytes: bytes),
            ProfileLibrary(directory: directory),
            settings,
            diagnostics
        )
        let reason = ProfileSelection.reasonForCode(in: environment, variable: settings.profileVariable)
        return try profile(name, reason, chain, diagnostics)
    }

    /// Creates a profile from values by key, such as `["timeout": "45m"]`. The environment overrides them.
    ///
    /// - Throws: ``ProfileError`` with all problems.
    public func load(values: [String: String], name: String) throws(ProfileError) -> SessionProfile {
        let diagnostics = Diagnostics()
        let layer = ProfileLayer(values: values, role: .profile, settings, diagnostics) { .code($0) }
        let reason = ProfileSelection.reasonForCode(in: environment, variable: settings.profileVariable)
        return try profile(name, nil, reason, [layer], [], diagnostics)
    }

    private func nameAndLabel(of selection: ProfileSelection) -> (name: String, label: Diagnostic.Label) {
        switch selection {
        case .fromEnvironment(let fallback):
            guard let name = environment[settings.profileVariable] else {
                return (fallback, Diagnostic.Label(.profile(fallback)))
            }
            return (name, Diagnostic.Label(.variable(settings.profileVariable)))
        case .named(let name), .file(let name):
            return (name, Diagnostic.Label(.profile(name)))
        }
    }

    private func find(
        _ name: String,
        _ label: Diagnostic.Label,
        in library: ProfileLibrary,
        _ diagnostics: Diagnostics
    ) -> ProfileLibrary.Origin? {
        guard ProfileLibrary.isName(name) else {
            diagnostics.report(.invalidName(name, at: label))
            return nil
        }
        do {
            if let origin = try library.find(name) { return origin }
            diagnostics.report(.notFound(.profileNotFound, name, at: label, in: library))
        } catch {
            diagnostics.report(error)
        }
        return nil
    }

    private func profile(
        _ name: String,
        _ reason: String,
        _ chain: ProfileChain,
        _ diagnostics: Diagnostics
    ) throws(ProfileError) -> SessionProfile {
        let layers = chain.documents.enumerated().map { index, document in
            ProfileLayer(document, role: index == 0 ? .profile : .parent)
        }
        let description = chain.documents.first?.description
        return try profile(name, description, reason, layers, chain.files, diagnostics)
    }

    private func profile(
        _ name: String,
        _ description: String?,
        _ reason: String,
        _ files: [ProfileLayer],
        _ fileNames: [String],
        _ diagnostics: Diagnostics
    ) throws(ProfileError) -> SessionProfile {
        let (settings, refused) = resolve(files: files, diagnostics)
        // In place of an invalid value, rules would check the value of a lower layer, which isn't meant to be used.
        ProfileRules.check(
            ResolvedSettings(settings.all.filter { !refused.contains($0.setting.key) }),
            diagnostics
        )
        guard !diagnostics.hasErrors else { throw ProfileError(diagnostics) }
        return SessionProfile(
            name: name,
            description: description,
            selectionReason: reason,
            policy: SessionPolicy(settings),
            settings: settings,
            warnings: diagnostics.sorted,
            files: fileNames
        )
    }

    /// Returns the value of every setting, and the settings with an invalid value in any layer.
    private func resolve(
        files: [ProfileLayer],
        _ diagnostics: Diagnostics
    ) -> (ResolvedSettings, refused: Set<String>) {
        EnvironmentCheck.report(environment, settings, diagnostics)
        let layers =
            [
                ProfileLayer(values: overrides, role: .override, settings, diagnostics) { .override($0) },
                ProfileLayer(environment: environment, settings, diagnostics),
            ] + files
        let resolved = settings.settings.map { setting in
            var found = layers.compactMap { layer in
                layer.entries[setting.key].map { entry in
                    ResolvedSetting.Layer(role: layer.role, value: entry.value, label: entry.label)
                }
            }
            if let value = setting.defaultValue {
                let label = Diagnostic.Label(.declaration(setting.key))
                found.append(ResolvedSetting.Layer(role: .default, value: value, label: label))
            }
            return ResolvedSetting(setting: setting, layers: found)
        }
        return (ResolvedSettings(resolved), layers.reduce(into: []) { $0.formUnion($1.refused) })
    }
}
