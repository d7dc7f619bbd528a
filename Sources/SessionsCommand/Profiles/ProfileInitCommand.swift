#if CommandLine
    import ArgumentParser
    import Foundation
    import SessionProfiles

    /// `sessions profile init FILE`
    struct ProfileInitCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Create a new profile to fill in, with the JSON Schema for editors beside it.",
            discussion: "An existing profile is never overwritten."
        )

        @OptionGroup var options: ProfileOptions

        @Argument(help: ArgumentHelp("The new file.", valueName: "file"))
        var file: String

        @Option(help: ArgumentHelp("The profile that the new one extends.", valueName: "name"))
        var extends = ProfileLoader.defaultProfile

        func run() throws {
            let loader = try options.loader()
            _ = try reporting { () throws(ProfileError) in try loader.load(.named(extends)) }
            let url = URL(fileURLWithPath: file)
            let schema = url.deletingLastPathComponent().appendingPathComponent(ProfileSchema.fileName)
            do {
                let text = loader.settings.template.text(extending: extends)
                try Data(text.utf8).write(to: url, options: .withoutOverwriting)
                try Data(loader.settings.schema.json.utf8).write(to: schema, options: .atomic)
            } catch let error as CocoaError where error.code == .fileWriteFileExists {
                Terminal.note("error: \(file) already exists; name another file or remove it first")
                throw ExitStatus.cannotCreate
            } catch {
                Terminal.note(
                    "error: \(file) and \(ProfileSchema.fileName) beside it can't be written; check the "
                        + "directory and its permissions"
                )
                throw ExitStatus.cannotCreate
            }
            Terminal.write("\(file) extends \(extends); its schema is \(schema.path)\n")
        }
    }
#endif
