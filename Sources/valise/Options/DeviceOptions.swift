import ArgumentParser
import Foundation
import WindowsDevice

/// Which PC, and whose environment on it: a person of a mounted Windows disk, or the person who is
/// signed in to the Windows that is running.
struct DeviceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that a Windows disk is mounted on, the one with Windows and Users in it.",
      valueName: "folder"))
  var volume: String?

  @Option(
    help: ArgumentHelp(
      "The person's name on that PC: the profile folder's name, or the account's SID. With --live, "
        + "whoever runs valise unless said otherwise.",
      valueName: "name"), transform: NotEmpty.text)
  var user: String?

  @Flag(
    help: ArgumentHelp(
      """
      Instead of --volume: the Windows that is running, through its own tools. Elsewhere than on \
      Windows, the one of a Wine prefix.
      """))
  var live = false

  @Option(
    help: ArgumentHelp(
      """
      With --live, elsewhere than on Windows: the Wine prefix, the folder with drive_c in it. Without \
      it, WINEPREFIX. `wine` must be in the PATH.
      """,
      valueName: "folder"))
  var winePrefix: String?

  /// Whether a PC is named at all.
  var isGiven: Bool { volume != nil || live }

  /// What names a PC, as usage errors say it.
  static let usage = "--volume FOLDER --user NAME, or --live"

  func validate() throws {
    if volume != nil && live {
      throw ValidationError("--volume and --live are two PCs: name one.")
    }
    if volume != nil && user == nil {
      throw ValidationError("--volume needs --user NAME: whose environment on that disk.")
    }
    if !isGiven && user != nil {
      throw ValidationError("--user needs the PC: \(Self.usage).")
    }
    if winePrefix != nil && !live {
      throw ValidationError("--wine-prefix goes with --live.")
    }
  }

  /// For commands that cannot do without a PC.
  func require() throws {
    guard isGiven else { throw ValidationError("Say which PC and whose: \(Self.usage).") }
  }

  /// The PC, and the person's account on it.
  ///
  /// - Parameter catalog: the settings that are going to be read.
  func open(_ catalog: SettingsCatalog) async throws -> (device: any Device, account: Account) {
    guard let volume else {
      let windows = try LiveWindows(through: Self.tools(winePrefix), catalog: catalog)
      guard let user else { return (windows, try await windows.signedInAccount()) }
      return (windows, try await windows.accounts().account(named: user))
    }
    let disk = try OfflineVolume(mountedAt: URL(fileURLWithPath: volume))
    return (disk, try await disk.accounts().account(named: user ?? ""))
  }

  /// How the running Windows' tools are started.
  static func tools(_ winePrefix: String?) throws -> WindowsTools {
    #if os(Windows)
      guard winePrefix == nil else {
        throw ValidationError("There is no Wine on Windows: leave --wine-prefix out.")
      }
      return .native()
    #else
      let environment = ProcessInfo.processInfo.environment
      guard let prefix = winePrefix ?? environment["WINEPREFIX"], !prefix.isEmpty else {
        throw InputError(
          code: "input.noWindows",
          message: "This is not Windows, so there is nothing that --live could mean. Name a Wine "
            + "prefix with --wine-prefix or WINEPREFIX, or a mounted disk with --volume.")
      }
      return .wine(prefix: URL(fileURLWithPath: prefix))
    #endif
  }
}

/// Who the person is to the service, when the account does not say.
struct SubjectOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The person's id at the identity provider. Without it, it is read from the account: the object \
      id of an Entra ID account, else the SID.
      """,
      valueName: "id"), transform: NotEmpty.text)
  var subject: String?
}
