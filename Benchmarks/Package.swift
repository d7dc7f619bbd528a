// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "sessions-benchmarks",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sessions-benchmark", targets: ["SessionsBenchmarkCommand"])
    ],
    traits: [
        .trait(name: "HTTP", description: "Measures Hummingbird's MemoryPersistDriver too."),
        .trait(name: "SQLite", description: "Measures sessions that are stored in a file."),
        .default(enabledTraits: ["HTTP", "SQLite"]),
    ],
    dependencies: [
        .package(
            name: "swift-sessions",
            path: "..",
            traits: [.trait(name: "SQLite", condition: .when(traits: ["SQLite"]))]
        ),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    ],
    targets: [
        .target(
            name: "SessionsBenchmarks",
            dependencies: [
                .product(name: "SessionPersistence", package: "swift-sessions"),
                .product(name: "SessionSQLite", package: "swift-sessions"),
                .product(name: "Sessions", package: "swift-sessions"),
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["HTTP"])),
            ]
        ),
        .executableTarget(
            name: "SessionsBenchmarkCommand",
            dependencies: [
                "SessionsBenchmarks",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .testTarget(
            name: "SessionsBenchmarksTests",
            dependencies: ["SessionsBenchmarkCommand", "SessionsBenchmarks"]
        ),
    ]
)

for target in package.targets {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
        ]
}
