// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that the benchmark builds without the rest. `script/benchmark hives`
// builds and runs it beside a C program on libhivex.

let package = Package(
  name: "hive-benchmark",
  targets: [
    // A symbolic link to the library's sources.
    .target(name: "RegistryHive"),
    .executableTarget(name: "hive-benchmark", dependencies: ["RegistryHive"]),
  ],
  swiftLanguageModes: [.v6]
)
