// swift-tools-version: 6.2
import PackageDescription

// A separate package, because only the fuzzer may be compiled with `-sanitize=fuzzer`.
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
