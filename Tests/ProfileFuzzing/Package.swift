// swift-tools-version: 6.2
import PackageDescription

// A package of its own: what it is compiled with (`-sanitize=fuzzer`) must not reach anything else.
let package = Package(
    name: "profile-fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-sessions", path: "../..", traits: [])
    ],
    targets: [
        .systemLibrary(name: "CLibFuzzer"),
        .executableTarget(
            name: "ProfileFuzzer",
            dependencies: ["CLibFuzzer", .product(name: "SessionProfiles", package: "swift-sessions")],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]
        ),
    ]
)
