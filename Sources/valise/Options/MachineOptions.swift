import ArgumentParser
import DeviceAgent
import Foundation
import ServiceAPI
import UserEnvironment
import WindowsDevice

/// Which PC, whoever is on it: a mounted Windows disk, the Windows that is running, or the machine that
/// valise runs on.
struct MachineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that a Windows disk is mounted on, the one with Windows and Users in it.",
      valueName: "folder"))
  var volume: String?

  @Flag(help: "Instead of --volume: the Windows that is running, through its own tools.")
  var live = false

  @Option(
    help: ArgumentHelp(
      "With --live, elsewhere than on Windows: the Wine prefix. Without it, WINEPREFIX.",
      valueName: "folder"))
  var winePrefix: String?

  func validate() throws {
    if volume != nil && live {
      throw ValidationError("--volume and --live are two PCs: name one.")
    }
    if winePrefix != nil && !live {
      throw ValidationError("--wine-prefix goes with --live.")
    }
  }

  /// Nil for the machine that valise runs on, which need not be a Windows PC.
  func open() throws -> (any Device)? {
    if let volume { return try OfflineVolume(mountedAt: URL(fileURLWithPath: volume)) }
    guard live else { return nil }
    return try LiveWindows(
      through: DeviceOptions.tools(winePrefix), catalog: SettingsCatalog.bundled())
  }
}

/// The machine that valise runs on when it is no Windows PC of a person: a technician's bench.
enum ThisMachine {
  /// By the id that the system made when it was installed; what leaves the machine is a digest of it.
  static func enrollment() throws -> DeviceEnrollment {
    let path = "/etc/machine-id"
    let id = FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard let id, !id.isEmpty else {
      throw InputError(
        code: "input.noMachineID",
        message: "This machine has no \(path) to be known by. Name a PC with --volume or --live.")
    }
    let digest = Digest(of: Data("valise machine \(id)".utf8)).description.suffix(20)
    return DeviceEnrollment(
      device: "m-\(digest)", enrollment: "e-\(digest)",
      name: ProcessInfo.processInfo.hostName)
  }
}
