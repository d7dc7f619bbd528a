// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "swift-sessions",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Sessions", targets: ["Sessions"]),
        .library(name: "SessionObservers", targets: ["SessionObservers"]),
        .library(name: "SessionDigest", targets: ["SessionDigest"]),
        .library(name: "SessionHost", targets: ["SessionHost"]),
        .library(name: "SessionMiddleware", targets: ["SessionMiddleware"]),
        .library(name: "SessionAPI", targets: ["SessionAPI"]),
        .library(name: "SessionPersistence", targets: ["SessionPersistence"]),
        .library(name: "SessionProfiles", targets: ["SessionProfiles"]),
        .library(name: "SessionSQLite", targets: ["SessionSQLite"]),
        .executable(name: "sessions", targets: ["SessionsCommand"]),
        .library(name: "SessionTesting", targets: ["SessionTesting"]),
    ],
    traits: [
        .trait(name: "CommandLine", description: "The `sessions` program."),
        .trait(name: "Digest", description: "What needs swift-crypto: digests of session ids."),
        .trait(name: "HTTP", description: "What needs Hummingbird."),
        .trait(name: "SQLite", description: "What needs SQLite: the store in a file."),
        .default(enabledTraits: ["CommandLine", "Digest", "HTTP", "SQLite"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "Sessions"),
        .testTarget(name: "SessionsTests", dependencies: ["Sessions"]),
        .target(
            name: "SessionObservers",
            dependencies: [
                "Sessions",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ]
        ),
        .testTarget(
            name: "SessionObserversTests",
            dependencies: [
                "Sessions", "SessionObservers", "SessionTesting",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
        .target(
            name: "SessionDigest",
            dependencies: [
                "Sessions",
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Digest"])),
            ]
        ),
        .testTarget(name: "SessionDigestTests", dependencies: ["SessionDigest", "Sessions"]),
        .target(name: "SessionPersistence", dependencies: ["Sessions"]),
        .testTarget(
            name: "SessionPersistenceTests",
            dependencies: ["Sessions", "SessionPersistence", "SessionTesting"]
        ),
        // What of SQLite's functions Swift can't call.
        .systemLibrary(
            name: "CSQLiteConfiguration",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]
        ),
        .target(
            name: "SessionSQLite",
            dependencies: [
                "Sessions", "SessionPersistence",
                .target(name: "CSQLiteConfiguration", condition: .when(traits: ["SQLite"])),
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "GRDBSQLite", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]
        ),
        .testTarget(
            name: "SessionSQLiteTests",
            dependencies: [
                "Sessions", "SessionPersistence", "SessionSQLite", "SessionTesting",
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "GRDBSQLite", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]
        ),
        // A file system for SQLite that fails on demand and loses power, for tests.
        .target(
            name: "CFaultVFS",
            path: "Tests/CFaultVFS",
            linkerSettings: [.linkedLibrary("sqlite3")]
        ),
        // A program that keeps sessions until tests kill it.
        .executableTarget(
            name: "StoreProbe",
            dependencies: ["Sessions", "SessionPersistence", "SessionSQLite"],
            path: "Tests/StoreProbe"
        ),
        .testTarget(
            name: "DurabilityTests",
            dependencies: [
                "CFaultVFS", "StoreProbe", "Sessions", "SessionPersistence", "SessionSQLite",
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "GRDBSQLite", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]
        ),
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .target(
            name: "SessionProfiles",
            dependencies: [
                "CLibYAML",
                "Sessions",
            ],
            resources: [
                .embedInCode("../../profiles/development.yaml"),
                .embedInCode("../../profiles/production.yaml"),
                .embedInCode("../../profiles/high-traffic.yaml"),
                .embedInCode("../../profiles/long-running.yaml"),
                .embedInCode("../../profiles/web-login.yaml"),
            ]
        ),
        .testTarget(
            name: "SessionProfilesTests",
            dependencies: [
                "SessionAPI", "SessionObservers", "SessionPersistence", "SessionProfiles", "Sessions",
            ],
            exclude: ["Schema"]
        ),
        .executableTarget(
            name: "QuickStart",
            dependencies: ["SessionObservers", "Sessions"],
            path: "Examples/QuickStart",
            packageAccess: false
        ),
        .executableTarget(
            name: "CustomObserver",
            dependencies: [
                "SessionHost", "SessionProfiles", "Sessions",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Examples/CustomObserver",
            exclude: ["webhook.yaml"],
            packageAccess: false
        ),
        .executableTarget(
            name: "WebLogin",
            dependencies: [
                "SessionHost", "SessionMiddleware", "Sessions",
                .product(
                    name: "Hummingbird",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
            ],
            path: "Examples/WebLogin",
            packageAccess: false
        ),
        .executableTarget(
            name: "SessionsCommand",
            dependencies: [
                "SessionAPI", "SessionHost", "SessionObservers", "SessionPersistence", "SessionProfiles",
                "SessionSQLite", "Sessions",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(
                    name: "ArgumentParser",
                    package: "swift-argument-parser",
                    condition: .when(traits: ["CommandLine"])
                ),
            ]
        ),
        .testTarget(
            name: "SessionsCommandTests",
            dependencies: [
                "SessionAPI", "SessionPersistence", "SessionProfiles", "SessionSQLite", "Sessions",
                "SessionsCommand",
            ]
        ),
        .target(
            name: "SessionHost",
            dependencies: [
                "Sessions", "SessionObservers", "SessionPersistence", "SessionProfiles",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        // A server that tests stop by signals.
        .executableTarget(
            name: "ShutdownProbe",
            dependencies: [
                "SessionHost", "SessionObservers", "Sessions",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/ShutdownProbe"
        ),
        .testTarget(
            name: "SessionHostTests",
            dependencies: [
                "SessionHost", "ShutdownProbe", "SessionObservers", "SessionPersistence", "SessionProfiles",
                "SessionSQLite", "SessionTesting", "Sessions",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "SessionMiddleware",
            dependencies: [
                "Sessions",
                .product(
                    name: "Hummingbird",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "HTTPTypes",
                    package: "swift-http-types",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "SessionMiddlewareTests",
            dependencies: [
                "HTTPTestSupport", "SessionMiddleware", "SessionTesting", "Sessions",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(
                    name: "Hummingbird",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "HTTPTypes",
                    package: "swift-http-types",
                    condition: .when(traits: ["HTTP"])
                ),
            ]
        ),
        .target(
            name: "SessionAPI",
            dependencies: [
                "SessionMiddleware", "SessionObservers", "Sessions",
                .product(
                    name: "Hummingbird",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "HTTPTypes",
                    package: "swift-http-types",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "HummingbirdCore",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "NIOCore",
                    package: "swift-nio",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "NIOHTTP1",
                    package: "swift-nio",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "NIOHTTPTypes",
                    package: "swift-nio-extras",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "NIOHTTPTypesHTTP1",
                    package: "swift-nio-extras",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [
                .embedInCode("../../docs/openapi.json"),
                .embedInCode("Dashboard/Files/api.js"),
                .embedInCode("Dashboard/Files/charts.js"),
                .embedInCode("Dashboard/Files/dashboard.css"),
                .embedInCode("Dashboard/Files/dialog.js"),
                .embedInCode("Dashboard/Files/dom.js"),
                .embedInCode("Dashboard/Files/ending.js"),
                .embedInCode("Dashboard/Files/events.js"),
                .embedInCode("Dashboard/Files/feed.js"),
                .embedInCode("Dashboard/Files/filter.js"),
                .embedInCode("Dashboard/Files/format.js"),
                .embedInCode("Dashboard/Files/health.js"),
                .embedInCode("Dashboard/Files/history.js"),
                .embedInCode("Dashboard/Files/icon.svg"),
                .embedInCode("Dashboard/Files/ids.js"),
                .embedInCode("Dashboard/Files/index.html"),
                .embedInCode("Dashboard/Files/live.js"),
                .embedInCode("Dashboard/Files/main.js"),
                .embedInCode("Dashboard/Files/overview.js"),
                .embedInCode("Dashboard/Files/poll.js"),
                .embedInCode("Dashboard/Files/profile.js"),
                .embedInCode("Dashboard/Files/session.js"),
                .embedInCode("Dashboard/Files/sessions.js"),
                .embedInCode("Dashboard/Files/sign-in.js"),
                .embedInCode("Dashboard/Files/table.js"),
            ]
        ),
        .testTarget(
            name: "SessionAPITests",
            dependencies: [
                "HTTPTestSupport", "SessionAPI", "SessionMiddleware", "SessionObservers", "SessionTesting",
                "Sessions",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(
                    name: "Hummingbird",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "HummingbirdCore",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "NIOCore",
                    package: "swift-nio",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "NIOHTTP1",
                    package: "swift-nio",
                    condition: .when(traits: ["HTTP"])
                ),
            ]
        ),
        // A server and a client for the tests of both.
        .target(
            name: "HTTPTestSupport",
            dependencies: [
                .product(
                    name: "Hummingbird",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "HummingbirdCore",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "NIOCore",
                    package: "swift-nio",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "NIOPosix",
                    package: "swift-nio",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/HTTPTestSupport"
        ),
        // A server whose processor time a script measures.
        .executableTarget(
            name: "HTTPCostProbe",
            dependencies: [
                "SessionMiddleware", "Sessions",
                .product(
                    name: "Hummingbird",
                    package: "hummingbird",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(
                    name: "HTTPTypes",
                    package: "swift-http-types",
                    condition: .when(traits: ["HTTP"])
                ),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/HTTPCostProbe"
        ),
        .target(name: "SessionTesting", dependencies: ["Sessions", "SessionPersistence"]),
        .testTarget(
            name: "SessionTestingTests",
            dependencies: ["Sessions", "SessionPersistence", "SessionTesting"]
        ),
    ]
)

// The snippets of the documentation, which scripts/check-docs extracts, compiles and runs.
if Context.environment["SESSIONS_DOCUMENTATION"] != nil {
    package.targets.append(
        .executableTarget(
            name: "DocumentationSnippets",
            dependencies: [
                "Sessions", "SessionAPI", "SessionDigest", "SessionHost", "SessionMiddleware",
                "SessionObservers", "SessionPersistence", "SessionProfiles", "SessionSQLite",
                "SessionTesting",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: ".build/documentation-snippets",
            packageAccess: false
        )
    )
}

// The benchmarks are a package of their own, in Benchmarks. `make test` runs their tests from here, where the modules
// that they need are built already; without package access, because that package has none.
if Context.environment["SESSIONS_BENCHMARKS"] != nil {
    package.products.append(
        .executable(name: "sessions-benchmark", targets: ["SessionsBenchmarkCommand"])
    )
    package.targets += [
        .target(
            name: "SessionsBenchmarks",
            dependencies: [
                "SessionPersistence", "SessionSQLite", "Sessions",
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["HTTP"])),
            ],
            path: "Benchmarks/Sources/SessionsBenchmarks",
            packageAccess: false
        ),
        .executableTarget(
            name: "SessionsBenchmarkCommand",
            dependencies: [
                "SessionsBenchmarks", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Sources/SessionsBenchmarkCommand",
            packageAccess: false
        ),
        .testTarget(
            name: "SessionsBenchmarksTests",
            dependencies: ["SessionsBenchmarkCommand", "SessionsBenchmarks"],
            path: "Benchmarks/Tests/SessionsBenchmarksTests",
            packageAccess: false
        ),
    ]
}

// `make docs` builds the documentation with this plug-in; nobody else has to resolve it.
if Context.environment["SESSIONS_DOCUMENTATION"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0")
    )
}

for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
        ]
}
