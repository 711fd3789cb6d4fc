// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that what reads bytes from outside is built with sanitizers and without the
// rest. `script/fuzz` builds and runs it. The rooms are symbolic links to their sources; of some only
// the files that read are taken, so that no HTTP library is needed.

let package = Package(
  name: "valise-fuzz",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "hive-fuzz", targets: ["hive-fuzz"]),
    .executable(name: "service-fuzz", targets: ["service-fuzz"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
  ],
  targets: [
    .target(name: "RegistryHive"),
    .executableTarget(name: "hive-fuzz", dependencies: ["RegistryHive"]),

    .target(name: "JSONText"),
    .target(name: "SCIM", dependencies: ["JSONText"]),
    .target(
      name: "UserEnvironment", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
    .target(name: "RestoreRules", dependencies: ["UserEnvironment"]),
    .target(
      name: "OpenIDConnect",
      sources: [
        "Base64URL.swift", "FormFields.swift", "ProviderAddress.swift", "ProviderError.swift",
      ]),
    .target(
      name: "DeviceProof",
      dependencies: [
        "JSONText", "OpenIDConnect", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "Identity",
      dependencies: [
        "DeviceProof", "JSONText", "OpenIDConnect",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      sources: [
        "Caller.swift", "Devices", "IdentityError.swift", "Providers/IdentityProvider+Caller.swift",
        "Providers/IdentityProvider.swift", "Role.swift", "SecretDigest.swift",
        "Tokens/CompactToken.swift", "Tokens/Credentials.swift", "Tokens/SignatureAlgorithm.swift",
        "Tokens/TokenHeader.swift", "Tokens/TokenRules.swift",
      ]),
    .target(
      name: "ServiceAPI",
      dependencies: ["DeviceProof", "OpenIDConnect", "RestoreRules", "UserEnvironment"],
      sources: ["Archive", "Client/ServiceError.swift", "Wire"]),
    .target(
      name: "BackupService",
      dependencies: [.product(name: "HTTPTypes", package: "swift-http-types")],
      sources: [
        "Edge/NetworkAddress.swift", "Edge/RequestOrigin.swift", "Edge/TrustedProxies.swift",
      ]),
    .executableTarget(
      name: "service-fuzz",
      dependencies: [
        "BackupService", "DeviceProof", "Identity", "JSONText", "OpenIDConnect", "RestoreRules",
        "SCIM", "ServiceAPI", "UserEnvironment",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
