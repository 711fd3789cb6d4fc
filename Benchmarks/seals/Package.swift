// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that the benchmark builds without the rest. `script/benchmark seals` builds
// and runs it.

let package = Package(
  name: "seal-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")],
  targets: [
    // A symbolic link to the room's sources, without the program that may hold the master key.
    .target(
      name: "Vault", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      exclude: ["CommandMasterKey.swift", "MasterKeyCommand.swift"]),
    .executableTarget(
      name: "seal-benchmark",
      dependencies: ["Vault", .product(name: "Crypto", package: "swift-crypto")]),
  ],
  swiftLanguageModes: [.v6]
)
