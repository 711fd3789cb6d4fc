import ArgumentParser
import DeviceAgent
import Foundation
import ServiceAPI
import WindowsDevice

/// Where the key lies that a PC proves itself with.
struct DeviceKeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The folder with the device's key. Without it, VALISE_DEVICE_STATE; else ProgramData\\Valise of the \
      PC that is named, if there is a key for the service; else this machine's own.
      """,
      valueName: "folder"))
  var deviceState: String?

  @Option(
    name: .customLong("migrator-reason"),
    help: ArgumentHelp(
      "For a technician with the role migrator: why you act for this person. It goes into the audit log.",
      valueName: "text"))
  var reason: String?

  func validate() throws {
    guard reason.map({ ReasonHeader.decoded(ReasonHeader.encoded($0)) != nil }) ?? true else {
      throw ValidationError(
        "--migrator-reason takes 1 to \(ReasonHeader.longest) bytes of text without control characters."
      )
    }
  }

  /// The file that a PC's keys are kept in.
  ///
  /// - Parameter device: nil for the machine that valise runs on.
  func file(of device: (any Device)?) throws -> DeviceKeyFile {
    if let named { return DeviceKeyFile(folder: named) }
    return DeviceKeyFile(folder: try device?.agentFolder() ?? StateFolder.url())
  }

  /// The file with the key that proves requests about somebody on a PC. A technician proves the bench,
  /// not the PC whose disk lies on it.
  func provingFile(of device: (any Device)?, at server: String) throws -> DeviceKeyFile {
    if named == nil, reason == nil, let device {
      let file = try file(of: device)
      if try file.credential(at: server) != nil { return file }
    }
    return try file(of: nil)
  }

  private var named: URL? {
    let variable = ProcessInfo.processInfo.environment["VALISE_DEVICE_STATE"]
    return (deviceState ?? variable.flatMap { $0.isEmpty ? nil : $0 })
      .map { URL(fileURLWithPath: $0) }
  }
}
