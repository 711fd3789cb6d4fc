// swift-tools-version:6.2
import PackageDescription

// The rooms of Valise and what each may use. docs/architecture.md shows the same picture;
// `script/check-rooms` fails when a source file imports a room that is not named here.

let settings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A room: a library target with its test target beside it.
func room(
  _ name: String,
  uses dependencies: [Target.Dependency] = [],
  resources: [Resource] = [],
  testedWith testDependencies: [Target.Dependency] = [],
  testResources: [Resource] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: dependencies, resources: resources, swiftSettings: settings),
    .testTarget(
      name: name + "Tests",
      dependencies: [.byName(name: name)] + dependencies + testDependencies,
      resources: testResources, swiftSettings: settings),
  ]
}

extension Target.Dependency {
  static let crypto = product(name: "Crypto", package: "swift-crypto")
  static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
  static let grdb = product(name: "GRDB", package: "GRDB.swift")
  static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
}

let package = Package(
  name: "valise",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "RegistryHive", targets: ["RegistryHive"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // What a person's environment is, and where Windows keeps it.
    room("RegistryHive"),
    room("UserEnvironment", uses: [.crypto]),
    room(
      "WindowsDevice",
      uses: ["RegistryHive", "UserEnvironment", .crypto, .cryptoExtras, .subprocess],
      resources: [.copy("Resources/catalog")], testedWith: ["SampleVolume"]),
    room(
      "SampleVolume", uses: ["RegistryHive", "UserEnvironment", "WindowsDevice"],
      resources: [.copy("Resources")]),

    // When it is offered, and what goes over the wire.
    room("RestoreRules", uses: ["UserEnvironment"]),

    // The server.
    room("Store", uses: ["RestoreRules", "UserEnvironment"]),
    room(
      "SQLiteStore", uses: ["RestoreRules", "Store", "UserEnvironment", .grdb],
      testedWith: ["StoreConformance"]),
    room(
      "PostgreSQLStore", uses: ["RestoreRules", "Store", "UserEnvironment", "CPostgreSQL"],
      testedWith: ["StoreConformance"]),
    room("Identity", uses: [.crypto]),
    room("Vault", uses: [.crypto]),
    [
      .systemLibrary(
        name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
      .target(
        name: "StoreConformance", dependencies: ["RestoreRules", "Store", "UserEnvironment"],
        path: "Tests/StoreConformance", swiftSettings: settings),
    ],
  ].flatMap { $0 },
  swiftLanguageModes: [.v6]
)
