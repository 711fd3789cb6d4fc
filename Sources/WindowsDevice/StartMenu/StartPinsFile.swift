import Foundation
import RegistryHive
import UserEnvironment

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
