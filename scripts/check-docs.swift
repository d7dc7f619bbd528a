// Checks the documentation by running it.
//
//   ```swift          compiled, and run
//   ```swift no-run   compiled
//   ```swift file     compiled as a separate file, for types and extensions
//   ```console        the lines after `$ ` are run, and their output must match the lines that follow. `…` stands for
//                     any text within a line, or alone on a line for any lines. Times of log lines always match
//   ```console serve  the same while `sessions serve` runs, with one server per page. Where the page says
//                     127.0.0.1:8080, the server's port is used
//   ```swift at:PATH  a file of the package that the page tells its reader to create, in
//                     .build/documentation-packages. Where the page says "../swift-sessions", this directory is used
//   ```console package
//                     the same in that package's directory
//   ```sh             every line is run and must succeed
//   ```yaml           checked as a profile
//   ```sh no-run, ```yaml no-run, ```text, ```json, ```javascript: not checked
//
// A comment `<!-- swift` … `-->` holds Swift that is put before every following snippet of its page, such as imports
// and a manager. Links to files must lead to existing files.
//
// Usage: check-docs FILE…, at the top of the repository, with the programs built.

import Foundation

struct Failure: Error { var text: String }

struct Block {
    var page: String
    var line: Int
    var language: String
    var options: Set<String>
    var lines: [String]
    var setup: [String]

    var place: String { "\(page):\(line)" }
    /// The path of the block's file in the package of its page.
    var path: String? { options.first { $0.hasPrefix("at:") }.map { String($0.dropFirst(3)) } }
    var name: String {
        "snippet_" + page.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined() + "_\(line)"
    }
}

struct Page {
    var blocks: [Block] = []
    var failures: [String] = []

    init(_ path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var open: Block?
        var setup: [String] = []
        var isSetup = false
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            if isSetup {
                if line == "-->" { isSetup = false } else { setup.append(line) }
            } else if var block = open {
                if line == "```" {
                    blocks.append(block)
                    open = nil
                } else {
                    block.lines.append(line)
                    open = block
                }
            } else if line == "<!-- swift" {
                isSetup = true
                setup = []
            } else if line.hasPrefix("```") {
                let words = line.dropFirst(3).split(separator: " ").map(String.init)
                if words.isEmpty { failures.append("\(path):\(index + 1): a block without a language") }
                open = Block(
                    page: path,
                    line: index + 1,
                    language: words.first ?? "text",
                    options: Set(words.dropFirst()),
                    lines: [],
                    setup: setup
                )
            } else {
                failures += deadLinks(line, path).map { "\(path):\(index + 1): no such file: \($0)" }
            }
        }
        if let open { failures.append("\(open.place): this block is not closed") }
        if isSetup { failures.append("\(path): a comment with Swift is not closed") }
    }

    private func deadLinks(_ line: String, _ page: String) -> [String] {
        line.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/).map { String($0.1) }.filter { link in
            guard !link.contains("://"), !link.hasPrefix("mailto:") else { return false }
            let directory = URL(fileURLWithPath: page).deletingLastPathComponent()
            return !FileManager.default.fileExists(atPath: directory.appendingPathComponent(link).path)
        }
    }
}

/// Runs a command and returns its exit code and its output, including standard error.
func run(_ command: String, environment: [String: String] = [:]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", "-c", command]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

/// Returns whether the printed lines match the expected ones, where `…` is a wildcard.
func matches(_ printed: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
    guard let pattern = expected.first else { return printed.isEmpty }
    if pattern == "…" {
        return (printed.startIndex...printed.endIndex).contains {
            matches(printed[$0...], expected.dropFirst())
        }
    }
    guard let line = printed.first, matches(line: line, pattern) else { return false }
    return matches(printed.dropFirst(), expected.dropFirst())
}

func matches(line: String, _ pattern: String) -> Bool {
    var rest = line[...]
    let pieces = pattern.components(separatedBy: "…")
    for (index, piece) in pieces.enumerated() {
        if index == pieces.count - 1 { return pieces.count == 1 ? rest == piece : rest.hasSuffix(piece) }
        guard let range = index == 0 ? rest.range(of: piece, options: .anchored) : rest.range(of: piece)
        else {
            if piece.isEmpty { continue }
            return false
        }
        rest = rest[range.upperBound...]
    }
    return true
}

/// The server for the commands of a page.
final class DocumentationServer {
    /// The address that pages use.
    static let documented = "127.0.0.1:8080"

    private let process = Process()
    /// The address that the server listens on.
    let address: String

    init() throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sessions", "serve", "--port", "0"]
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SESSION_") }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains(" with the profile "),
            let data = try pipe.fileHandleForReading.read(upToCount: 1)
        {
            text += String(decoding: data, as: UTF8.self)
        }
        guard let match = text.firstMatch(of: /at http:\/\/(\S+) with/) else {
            throw Failure(text: "sessions serve does not start: \(text)")
        }
        address = String(match.1)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}

/// The package that a page tells its reader to create. Its build products are kept, so the next check is quick.
struct DocumentationPackage {
    let directory: String

    init(_ page: String, _ blocks: [Block]) throws {
        let name = URL(fileURLWithPath: page).deletingPathExtension().lastPathComponent
        directory = ".build/documentation-packages/\(name)"
        try? FileManager.default.removeItem(atPath: "\(directory)/Sources")
        let root = FileManager.default.currentDirectoryPath
        for block in blocks where block.page == page {
            guard let path = block.path else { continue }
            let file = URL(fileURLWithPath: "\(directory)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try block.lines.joined(separator: "\n").appending("\n")
                .replacing("\"../swift-sessions\"", with: "\"\(root)\"")
                .write(to: file, atomically: true, encoding: .utf8)
        }
    }
}

/// Returns the text with all times of log lines made equal.
func withoutTimes(_ text: String) -> String {
    text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}/, with: "TIME")
}

func checkConsole(
    _ block: Block,
    _ server: DocumentationServer?,
    _ package: DocumentationPackage?
) throws -> [String] {
    var failures: [String] = []
    var index = 0
    while index < block.lines.count {
        guard block.lines[index].hasPrefix("$ ") else {
            return ["\(block.place): a console block begins with a command after `$ `"]
        }
        var command = String(block.lines[index].dropFirst(2))
        index += 1
        while command.hasSuffix("\\"), index < block.lines.count {
            command = command.dropLast() + block.lines[index]
            index += 1
        }
        var expected: [String] = []
        while index < block.lines.count, !block.lines[index].hasPrefix("$ ") {
            expected.append(block.lines[index])
            index += 1
        }
        if let server { command = command.replacing(DocumentationServer.documented, with: server.address) }
        if let package { command = "cd '\(package.directory)' && \(command)" }
        var (_, output) = try run(command)
        if let server { output = output.replacing(server.address, with: DocumentationServer.documented) }
        let printed =
            output.isEmpty
            ? [] : withoutTimes(output).trimmingCharacters(in: .newlines).components(separatedBy: "\n")
        if !matches(printed[...], expected.map(withoutTimes)[...]) {
            failures.append("\(block.place): `\(command)` does not print what stands there, but:\n\(output)")
        }
    }
    return failures
}

func checkShell(_ block: Block) throws -> [String] {
    let (code, output) = try run("set -euo pipefail\n" + block.lines.joined(separator: "\n"))
    return code == 0 ? [] : ["\(block.place): fails with \(code):\n\(output)"]
}

func checkProfile(_ block: Block) throws -> [String] {
    let file = NSTemporaryDirectory() + "sessions-\(ProcessInfo.processInfo.processIdentifier).yaml"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try block.lines.joined(separator: "\n").appending("\n")
        .write(toFile: file, atomically: true, encoding: .utf8)
    let (code, output) = try run("sessions profile check '\(file)'")
    return code == 0 ? [] : ["\(block.place): is no valid profile:\n\(output)"]
}

/// Writes the snippets as sources of the target DocumentationSnippets, which the manifest has if SESSIONS_DOCUMENTATION
/// is set, then builds and runs it.
func checkSwift(_ blocks: [Block]) throws -> [String] {
    let directory = ".build/documentation-snippets"
    try? FileManager.default.removeItem(atPath: directory)
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    var calls = ""
    for block in blocks {
        let all = block.setup + block.lines
        let imports = Set(all.filter { $0.hasPrefix("import ") }).sorted()
        let code = block.lines.map { $0.hasPrefix("import ") ? "" : $0 }
        let setup = block.setup.filter { !$0.hasPrefix("import ") }
        let location = "#sourceLocation(file: \"\(block.page)\", line: \(block.line + 1))\n"
        var text = imports.joined(separator: "\n") + "\n"
        if block.options.contains("file") {
            text += location + code.joined(separator: "\n") + "\n#sourceLocation()\n"
        } else {
            text += "func \(block.name)() async throws {\n" + setup.joined(separator: "\n") + "\ndo {\n"
            text += location + code.joined(separator: "\n") + "\n#sourceLocation()\n}\n}\n"
            if !block.options.contains("no-run") {
                calls += "print(\"\(block.place)\")\ntry await \(block.name)()\n"
            }
        }
        try text.write(toFile: "\(directory)/\(block.name).swift", atomically: true, encoding: .utf8)
    }
    try calls.write(toFile: "\(directory)/main.swift", atomically: true, encoding: .utf8)
    let setting = ["SESSIONS_DOCUMENTATION": "1"]
    let (built, log) = try run("swift build --product DocumentationSnippets", environment: setting)
    guard built == 0 else {
        // The compiler repeats its messages; keep those that begin with a place.
        var seen: Set<String> = []
        let errors = log.components(separatedBy: "\n").filter {
            $0.contains(": error: ") && seen.insert($0).inserted
        }
        return [
            "the Swift snippets do not compile:\n" + (errors.isEmpty ? log : errors.joined(separator: "\n"))
        ]
    }
    let (code, output) = try run(".build/debug/DocumentationSnippets", environment: setting)
    return code == 0 ? [] : ["a Swift snippet fails with \(code), the last one named here:\n\(output)"]
}

var failures: [String] = []
var blocks: [Block] = []
for path in CommandLine.arguments.dropFirst() {
    let page = try Page(path)
    blocks += page.blocks
    failures += page.failures
}
var servers: [String: DocumentationServer] = [:]
var packages: [String: DocumentationPackage] = [:]
for block in blocks where !(block.options.contains("no-run") && block.language != "swift") {
    switch block.language {
    case "console":
        if block.options.contains("serve"), servers[block.page] == nil {
            servers[block.page] = try DocumentationServer()
        }
        if block.options.contains("package"), packages[block.page] == nil {
            packages[block.page] = try DocumentationPackage(block.page, blocks)
        }
        failures += try checkConsole(
            block,
            block.options.contains("serve") ? servers[block.page] : nil,
            block.options.contains("package") ? packages[block.page] : nil
        )
    case "sh": failures += try checkShell(block)
    case "yaml": failures += try checkProfile(block)
    case "swift", "text", "json", "javascript": break
    default: failures.append("\(block.place): nobody knows how to check `\(block.language)`")
    }
}
for server in servers.values { server.stop() }
let snippets = blocks.filter { $0.language == "swift" && $0.path == nil }
if !snippets.isEmpty { failures += try checkSwift(snippets) }

let counts = Dictionary(grouping: blocks, by: \.language).sorted { $0.key < $1.key }
    .map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
print("documentation: \(CommandLine.arguments.count - 1) pages, blocks: \(counts)")
for failure in failures { print("error: \(failure)") }
exit(failures.isEmpty ? 0 : 1)
