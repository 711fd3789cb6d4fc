import Foundation
import RegistryHive
import UserEnvironment

/// Reads what a person has pinned, from whichever form their Windows keeps it in.
struct StartMenuCapture {
  let device: any Device
  let account: Account

  /// The Start pins, and the ids of what is pinned and not understood. Nil when this Windows keeps
  /// none that can be read.
  func startPins(
    userHive: Hive, isWindows11: Bool
  ) async throws -> (pins: PinsComponent, unknown: [String])? {
    if isWindows11 {
      return try await StartPinsFile(device: device, account: account).document()
        .map { ($0.pins, $0.unknownTileIDs) }
    }
    return try TileCollection.read(user: userHive.root)
      .map { (PinsComponent(groups: $0.groups), $0.unknownTileIDs) }
  }

  /// The shortcuts pinned to the taskbar. Packaged apps have none there.
  func taskbarPins() async throws -> PinsComponent {
    let folder = account.profilePath + #"\AppData\Roaming\"# + Self.taskbarFolder
    let links = try await device.fileNames(in: folder).filter {
      $0.lowercased().hasSuffix(".lnk")
    }
    let pins = links.map {
      Pin(target: .link(path: #"%APPDATA%\"# + Self.taskbarFolder + "\\" + $0))
    }
    return PinsComponent(groups: pins.isEmpty ? [] : [PinGroup(name: "", pins: pins)])
  }

  private static let taskbarFolder =
    #"Microsoft\Internet Explorer\Quick Launch\User Pinned\TaskBar"#
}

/// Windows 11's file of Start pins in a person's profile.
public struct StartPinsFile: Sendable {
  private let device: any Device
  /// Its Windows path.
  public let path: String

  public init(device: any Device, account: Account) {
    self.device = device
    path = Self.path(of: account)
  }

  /// The file's Windows path in a person's profile.
  public static func path(of account: Account) -> String {
    account.profilePath
      + #"\AppData\Local\Packages\Microsoft.Windows.StartMenuExperienceHost_cw5n1h2txyewy\LocalState\start2.bin"#
  }

  /// What is pinned; nil when there is no file.
  public func document() async throws -> StartPinsDocument? {
    guard let bytes = try await device.file(at: path) else { return nil }
    return try StartPinsDocument(json: Start2File(bytes: Array(bytes)).content)
  }

  /// The file's bytes with these pins, made from what is there now so that everything else in it stays.
  ///
  /// - Parameter time: when the pins were made, which the file bears.
  public func content(with pins: PinsComponent, at time: Date) async throws -> Data {
    var document = try await document() ?? StartPinsDocument()
    _ = document.replacePins(with: pins)
    let fileTime = FileTime(secondsSince1970: time.timeIntervalSince1970)
    return Data(try Start2File(time: fileTime.ticks, content: document.json()).encoded())
  }
}
