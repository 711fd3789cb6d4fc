import Foundation
import RegistryHive
import Testing

@testable import SampleVolume

/// libhivex reads the sample's hives: a reader that shares nothing with ours.
@Suite("The sample volumes by another reader", .builtSample)
struct OtherReadersTests {
  private static let wanted = [
    (VolumePath.userHive("alice"), #"\Control Panel\Mouse"#, "SwapMouseButtons", "1\n"),
    (VolumePath.userHive("alice"), #"\Control Panel\International"#, "sCurrency", "£\n"),
    (
      VolumePath.software, #"\Microsoft\Windows NT\CurrentVersion"#, "CurrentBuild", "19045\n"
    ),
    (VolumePath.system, #"\Select"#, "Current", "1\n"),
  ]

  @Test(
    "hivexget reads the same values",
    .enabled(if: OtherReader.isHere("hivexget"), "hivexget (libhivex-bin) is not here"))
  func hivexget() throws {
    try withSample { sample in
      for (path, key, name, value) in Self.wanted {
        let file = sample.appending(path: SampleVolume.Layout.windows10 + "/" + path).path
        let output = try OtherReader.run("hivexget", [file, key, name])
        #expect(output == value)
      }
    }
  }

  @Test(
    "hivexml finds as many keys and values as we do",
    .enabled(if: OtherReader.isHere("hivexml"), "hivexml (libhivex-bin) is not here"))
  func hivexml() throws {
    try withSample { sample in
      for path in [
        VolumePath.software, VolumePath.system, VolumePath.userHive("alice"),
        VolumePath.classesHive("alice"),
      ] {
        let file = sample.appending(path: SampleVolume.Layout.windows10 + "/" + path).path
        let xml = try OtherReader.run("hivexml", [file])
        let counts = try count(Hive(contentsOf: file).root)
        #expect(xml.components(separatedBy: "<node ").count - 1 == counts.keys)
        #expect(xml.components(separatedBy: "<value ").count - 1 == counts.values)
      }
    }
  }

  private func count(_ key: HiveKey) throws -> (keys: Int, values: Int) {
    var total = (keys: 1, values: key.valueCount)
    for subkey in try key.subkeys() {
      let below = try count(subkey)
      total.keys += below.keys
      total.values += below.values
    }
    return total
  }
}

enum OtherReader {
  static func isHere(_ program: String) -> Bool { path(program) != nil }

  private static func path(_ program: String) -> String? {
    ["/usr/bin/", "/usr/local/bin/"].map { $0 + program }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What a program writes, which must succeed.
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: try #require(path(program)))
    process.arguments = arguments
    process.environment = ["LC_ALL": "C.UTF-8"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: bytes, as: UTF8.self)
  }
}
