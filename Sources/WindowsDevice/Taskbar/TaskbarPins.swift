import RegistryHive
import UserEnvironment

/// Reads what a person has pinned to the taskbar: by Explorer's own note in their hive, or, where it
/// has made none, by the shortcuts in their folder of pins. Packaged apps have no shortcuts there.
public struct TaskbarPins: Sendable {
  private let device: any Device
  private let account: Account

  public init(device: any Device, account: Account) {
    self.device = device
    self.account = account
  }

  /// What was found, and what is pinned without saying what it opens.
  public struct Found: Sendable {
    public let pins: PinsComponent
    public let unknown: [String]
  }

  /// - Parameter userHive: the person's NTUSER.DAT; nil when it could not be read.
  /// - Throws: ``DeviceError``, `HiveError`; ``StartMenuError`` when Explorer's note is damaged.
  public func read(userHive: Hive?) async throws -> Found {
    if let userHive,
      let band = try Taskband.read(user: userHive.root, profilePath: account.profilePath)
    {
      return Found(
        pins: PinsComponent(pins: band.pins.map { Pin(target: $0) }), unknown: band.unknown)
    }
    return Found(pins: PinsComponent(pins: try await shortcuts()), unknown: [])
  }

  /// A shortcut that does not say what it opens is itself what is pinned.
  private func shortcuts() async throws -> [Pin] {
    let folder = account.profilePath + #"\AppData\Roaming\"# + Self.folder
    var pins: [Pin] = []
    for name in try await device.fileNames(in: folder) where name.lowercased().hasSuffix(".lnk") {
      let bytes = try? await device.file(at: folder + "\\" + name)
      let link = bytes.flatMap { try? ShellLink(bytes: Array($0)) }
      pins.append(
        Pin(
          target: link?.target(profilePath: account.profilePath)
            ?? .link(path: #"%APPDATA%\"# + Self.folder + "\\" + name)))
    }
    return pins
  }

  private static let folder =
    #"Microsoft\Internet Explorer\Quick Launch\User Pinned\TaskBar"#
}
