import Foundation
import Sessions

/// Loads profiles: by name, from a file, from a text or from values in code.
///
/// All problems of a load are collected and thrown together.
public struct ProfileLoader: Sendable {
    /// The variable that selects a profile.
    public static let profileVariable = "SESSION_PROFILE"

    /// The profile that is used where none is named.
    public static let defaultProfile = "production"

    /// How many profiles may extend each other.
    public static let maximumAncestors = 16

    /// The variables of this process, as they are now.
    public static var processEnvironment: [String: String] { ProcessInfo.processInfo.environment }

    /// A directory with profiles of the user's, over those that ship.
    public var directory: String?

    /// The variables.
    public var environment: [String: String]

    /// The settings that there are.
    public var settings: SettingTable

    /// Values given for this run, above all others, by key: `["timeout": "45m"]`.
    public var overrides: [String: String]

    /// A loader.
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

    /// The names of the profiles that can be loaded, those that ship first.
    ///
    /// - Throws: ``ProfileError`` where the directory can't be read.
    public func names() throws(ProfileError) -> [String] {
        try ProfileLibrary(directory: directory).names()
    }

    /// Loads the profile that a selection leads to: `loader.load(.named("staging"))`. Without one, `SESSION_PROFILE`
    /// names it, or it is `production`.
    ///
    /// What a file extends is looked for in ``directory``, and in the file's own directory where that is `nil`.
    ///
    /// - Throws: ``ProfileError`` with every problem that there is.
    public func load(
        _ selection: ProfileSelection = .fromEnvironment()
    ) throws(ProfileError) -> SessionProfile {
        try attempt(selection).result.get()
    }

    /// What came of a load, and what the files held.
    struct Attempt {
        var contents: ProfileContents
        var result: Result<SessionProfile, ProfileError>
    }

    /// Loads a profile, and keeps what was read also where it is refused.
    func attempt(_ selection: ProfileSelection) -> Attempt {
        let diagnostics = Diagnostics()
        let name: String
        let chain: ProfileChain
        switch selection {
        case .fromEnvironment, .named:
            let library = ProfileLibrary(directory: directory)
            let (selected, label) = nameAndLabel(of: selection)
            guard let origin = find(selected, label, in: library, diagnostics) else {
                // What the environment says is checked all the same: all problems come in one run.
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
            let profile = try profile(name, selection.reason(in: environment), chain, diagnostics)
            return Attempt(contents: chain.contents, result: .success(profile))
        } catch {
            return Attempt(contents: chain.contents, result: .failure(error))
        }
    }

    /// Loads a profile from a text of YAML, which diagnostics call by `name`.
    ///
    /// - Throws: ``ProfileError`` with every problem that there is.
    public func load(yaml text: String, name: String) throws(ProfileError) -> SessionProfile {
        try load(bytes: Array(text.utf8), name: name)
    }

    /// Loads a profile from bytes, which need not even be UTF-8; diagnostics call them by `name`.
    ///
    /// - Throws: ``ProfileError`` with every problem that there is.
    public func load(bytes: [UInt8], name: String) throws(ProfileError) -> SessionProfile {
        let diagnostics = Diagnostics()
        let chain = ProfileChain(
            SourceText(name: name, bytes: bytes),
            ProfileLibrary(directory: directory),
            settings,
            diagnostics
        )
        let reason = ProfileSelection.reasonForCode(in: environment)
        return try profile(name, reason, chain, diagnostics)
    }

    /// Makes a profile from values in code, by key: `["timeout": "45m"]`. The environment still overrides.
    ///
    /// - Throws: ``ProfileError`` with every problem that there is.
    public func load(values: [String: String], name: String) throws(ProfileError) -> SessionProfile {
        let diagnostics = Diagnostics()
        let layer = ProfileLayer(values: values, role: .profile, settings, diagnostics) { .code($0) }
        let reason = ProfileSelection.reasonForCode(in: environment)
        return try profile(name, nil, reason, [layer], [], diagnostics)
    }

    private func nameAndLabel(of selection: ProfileSelection) -> (name: String, label: Diagnostic.Label) {
        switch selection {
        case .fromEnvironment(let fallback):
            guard let name = environment[Self.profileVariable] else {
                return (fallback, Diagnostic.Label(.profile(fallback)))
            }
            return (name, Diagnostic.Label(.variable(Self.profileVariable)))
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
        // Where a value was refused, the rules would judge the one below it, which nobody meant to use.
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

    /// The value of every setting, with the settings of which some layer's value was refused.
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
