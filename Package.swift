// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "swift-sessions",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Sessions", targets: ["Sessions"]),
        .library(name: "SessionObservers", targets: ["SessionObservers"]),
    ],
    traits: [
        .trait(name: "CommandLine", description: "The `sessions` program."),
        .default(enabledTraits: ["CommandLine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2")
    ],
    targets: [
        .target(name: "Sessions"),
        .testTarget(name: "SessionsTests", dependencies: ["Sessions"]),
        .target(
            name: "SessionObservers",
            dependencies: ["Sessions", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(
            name: "SessionObserversTests",
            dependencies: [
                "Sessions", "SessionObservers",
                .product(name: "InMemoryLogging", package: "swift-log"),
            ]
        ),
    ]
)

for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
        ]
}
