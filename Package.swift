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
  static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
  static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
  static let configuration = product(name: "Configuration", package: "swift-configuration")
  static let crypto = product(name: "Crypto", package: "swift-crypto")
  static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
  static let grdb = product(name: "GRDB", package: "GRDB.swift")
  static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
  static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
  static let hummingbirdHTTP2 = product(name: "HummingbirdHTTP2", package: "hummingbird")
  static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
  static let jwtKit = product(name: "JWTKit", package: "jwt-kit")
  static let logging = product(name: "Logging", package: "swift-log")
  static let mustache = product(name: "Mustache", package: "swift-mustache")
  static let nioCore = product(name: "NIOCore", package: "swift-nio")
  static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
  static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
  static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
  static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
  static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
  static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
}

let package = Package(
  name: "valise",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "RegistryHive", targets: ["RegistryHive"]),
    .executable(name: "valise", targets: ["valise"]),
    .executable(name: "valised", targets: ["valised"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // What a person's environment is, and where Windows keeps it.
    room("RegistryHive"),
    room("UserEnvironment", uses: [.crypto]),
    room(
      "WindowsDevice",
      uses: [
        "RegistryHive", "RestoreRules", "UserEnvironment", .crypto, .cryptoExtras, .subprocess,
      ],
      resources: [.copy("Resources/catalog")], testedWith: ["SampleVolume"]),
    room(
      "SampleVolume", uses: ["RegistryHive", "UserEnvironment", "WindowsDevice"],
      resources: [.copy("Resources")]),

    // When it is offered, and what goes over the wire.
    room("RestoreRules", uses: ["JSONText", "UserEnvironment"]),
    room(
      "ServiceAPI",
      uses: [
        "DeviceProof", "OpenIDConnect", "RestoreRules", "UserEnvironment", .asyncHTTPClient,
      ]),

    // How people are known: by an identity provider's tokens.
    room("JSONText"),
    room("OpenIDConnect", uses: ["JSONText", .asyncHTTPClient, .crypto]),

    // How a device is known: by its key.
    room("DeviceProof", uses: ["JSONText", "OpenIDConnect", .crypto]),

    // How identity providers push people and groups.
    room("SCIM", uses: ["JSONText"]),

    // The way of a backup and of a restore on a device.
    room(
      "DeviceAgent",
      uses: [
        "DeviceProof", "JSONText", "RegistryHive", "RestoreRules", "ServiceAPI",
        "UserEnvironment", "WindowsDevice", .asyncHTTPClient,
      ],
      resources: [.copy("Resources/agent-keys.json")], testedWith: ["SampleVolume"]),

    // The server.
    room("Store", uses: ["RestoreRules", "UserEnvironment"]),
    room(
      "SQLiteStore", uses: ["RestoreRules", "Store", "UserEnvironment", .grdb],
      testedWith: ["StoreConformance"]),
    room(
      "PostgreSQLStore", uses: ["RestoreRules", "Store", "UserEnvironment", "CPostgreSQL"],
      testedWith: ["RealPostgreSQL", "StoreConformance"]),
    room(
      "Identity", uses: ["DeviceProof", "JSONText", "OpenIDConnect", .crypto, .jwtKit],
      testedWith: ["RealProvider", .cryptoExtras]),
    room("Vault", uses: [.crypto, .subprocess]),
    room(
      "BackupService",
      uses: [
        "DeviceProof", "Identity", "JSONText", "OpenIDConnect", "RestoreRules", "SCIM",
        "ServiceAPI", "Store", "UserEnvironment", "Vault", .hummingbird, .logging,
      ],
      resources: [.copy("Resources/openapi")],
      testedWith: [
        "PostgreSQLStore", "RealPostgreSQL", "SQLiteStore", .hummingbirdTesting,
      ]),
    room(
      "Console",
      uses: [
        "BackupService", "CQREncode", "Identity", "OpenIDConnect", "RestoreRules", "ServiceAPI",
        "Store", .crypto, .hummingbird, .logging, .mustache,
      ],
      resources: [.copy("Resources/templates")],
      testedWith: ["SQLiteStore", .crypto, .hummingbirdTesting]),
    room(
      "DevelopmentProvider",
      uses: [
        "Identity", "OpenIDConnect", .crypto, .hummingbird, .jwtKit, .logging, .mustache,
      ],
      resources: [.copy("Resources/templates")],
      testedWith: [.hummingbirdTesting]),
    room(
      "Listener",
      uses: [
        .hummingbirdCore, .hummingbirdHTTP2, .logging, .nioCore, .nioHTTP1, .nioHTTPTypes,
        .nioSSL, .nioTLS,
      ],
      testedWith: [.asyncHTTPClient, .hummingbird, .nioEmbedded]),
    [
      .systemLibrary(
        name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
      .systemLibrary(
        name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
      .target(
        name: "StoreConformance", dependencies: ["RestoreRules", "Store", "UserEnvironment"],
        path: "Tests/StoreConformance", swiftSettings: settings),
      .target(
        name: "RealPostgreSQL", path: "Tests/RealPostgreSQL", swiftSettings: settings),
      .target(
        name: "RealProvider",
        dependencies: [
          "DevelopmentProvider", .asyncHTTPClient, .cryptoExtras, .hummingbird, .logging,
        ],
        path: "Tests/RealProvider", swiftSettings: settings),

      .executableTarget(
        name: "valise",
        dependencies: [
          "DeviceAgent", "OpenIDConnect", "RegistryHive", "RestoreRules", "SampleVolume",
          "ServiceAPI", "UserEnvironment", "WindowsDevice", .argumentParser,
        ],
        swiftSettings: settings),
      .executableTarget(
        name: "valised",
        dependencies: [
          "BackupService", "Console", "DevelopmentProvider", "Identity", "Listener",
          "PostgreSQLStore", "SQLiteStore", "Store", "UserEnvironment", "Vault", .argumentParser,
          .configuration, .hummingbird, .hummingbirdCore, .logging,
        ],
        swiftSettings: settings),
      .executableTarget(
        name: "valise-fleet",
        dependencies: [
          "DeviceProof", "RestoreRules", "ServiceAPI", "UserEnvironment", .argumentParser,
        ],
        swiftSettings: settings),
      .testTarget(
        name: "EndToEndTests",
        dependencies: [
          "DeviceAgent", "RealPostgreSQL", "RealProvider", "RestoreRules", "ServiceAPI",
          "WindowsDevice", "valise", "valised",
        ],
        swiftSettings: settings),
    ],
  ].flatMap { $0 },
  swiftLanguageModes: [.v6]
)
