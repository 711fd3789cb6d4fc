// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that the hive library is built with sanitizers and without the rest.
// `script/fuzz` builds and runs it.

let package = Package(
  name: "hive-fuzz",
  targets: [
    // A symbolic link to the library's sources.
    .target(name: "RegistryHive"),
    .executableTarget(name: "hive-fuzz", dependencies: ["RegistryHive"]),
  ],
  swiftLanguageModes: [.v6]
)
