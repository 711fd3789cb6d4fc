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
      .map { ($0.pins, $0.unknownTileIDs) }
  }
}
