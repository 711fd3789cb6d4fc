import Foundation
import RegistryHive
import SampleVolume
import Synchronization
import UserEnvironment
import WindowsDevice

/// A disk whose Windows behaves as if it were running: it looks at the policies for pins when a moment
/// passes, when Start is started again, and when the person signs in.
final class SimulatedWindows: FaultyDevice {
  /// How this Windows differs from a willing one.
  struct Mood: Sendable {
    /// Pins that it does not take.
    var refused: Set<PinTarget> = []
    /// Whether it looks at a person's policies at all.
    var heedsPersonPolicies = true
    /// Which write fails with a power cut, counted from 0; nil for none.
    var failingWrite: Int?
  }

  struct PowerCut: Error {}

  let healthy: any Device
  private let account: Account
  private let mood: Mood
  private let writes = Mutex(0)
  private let restarts = Mutex(0)

  init(_ disk: any Device, account: Account, mood: Mood = Mood()) {
    healthy = disk
    self.account = account
    self.mood = mood
  }

  var clock: TickingClock { TickingClock { try await self.moment() } }
  var startHost: (any StartHost)? { Host(windows: self) }
  var restartCount: Int { restarts.withLock { $0 } }

  func write() throws {
    let number = writes.withLock { count in
      defer { count += 1 }
      return count
    }
    if let failing = mood.failingWrite, number >= failing { throw PowerCut() }
  }

  private struct Host: StartHost {
    let windows: SimulatedWindows

    func restart() async throws {
      windows.restarts.withLock { $0 += 1 }
      try await windows.takeTiles()
    }
  }

  private var scopes: [PinPolicy.Scope] {
    mood.heedsPersonPolicies ? [.machine, .person] : [.machine]
  }

  private func file(of kind: PinPolicy.Kind) async throws -> [UInt8]? {
    for scope in scopes {
      let policy = PinPolicy(kind, for: scope)
      let hive = try await healthy.hive(policy.hive, of: account)
      let name = kind == .startPins ? "ConfigureStartPins" : "LockedStartLayout"
      guard let path = try policy.file(in: hive),
        try hive.key(at: policy.key)?.number(named: name) == 1
      else { continue }
      return try await healthy.file(at: path).map { Array($0) }
    }
    return nil
  }

  /// Start of Windows 11 takes a list of pins.
  func moment() async throws {
    guard try await healthy.description().version.isWindows11,
      let json = try await file(of: .startPins)
    else { return }
    let wanted = try StartPinsLayout(json: json).pins.filter { pin in
      !mood.refused.contains(pin.target) && pin.target.tileID != nil
    }
    let file = StartPinsFile(device: healthy, account: account)
    try await healthy.replaceFile(
      at: file.path,
      with: try await file.content(with: PinsComponent(pins: wanted), at: SampleDisks.time))
  }

  /// Start of Windows 10 takes a layout when it starts while the layout is locked.
  private func takeTiles() async throws {
    guard try await !healthy.description().version.isWindows11,
      let xml = try await file(of: .layout), let start = try LayoutModification(xml: xml).start
    else { return }
    let taken = start.keeping { !mood.refused.contains($0.target) }
    let record = try TileCollection(groups: taken.groups, groupWidth: taken.groupWidth)
      .record(time: .max / 2)
    try await healthy.apply(
      [.setValue(key: Self.tiles, name: "Data", .binary(record))], to: .user, of: account,
      at: SampleDisks.time)
  }

  static let tiles =
    #"Software\Microsoft\Windows\CurrentVersion\CloudStore\Store\Cache\DefaultAccount\"#
    + #"$de${aa}$start.tilegrid$windows.data.curatedtilecollection.tilecollection\Current"#

  /// The person signs in: Explorer pins what a layout says.
  func signIn() async throws {
    guard let xml = try await file(of: .layout),
      let layout = try LayoutModification(xml: xml).taskbar
    else { return }
    let hive = try await healthy.hive(.user, of: account)
    let old = try await TaskbarPins(device: healthy, account: account).read(userHive: hive)
    let added = layout.pins.map(\.target).filter { !mood.refused.contains($0) }
    let kept = layout.replacesDefaults ? [] : old.pins.pins.map(\.target)
    let favorites = SampleTaskband.favorites((kept + added).map(\.description))
    try await healthy.apply(
      [
        .setValue(
          key: #"Software\Microsoft\Windows\CurrentVersion\Explorer\Taskband"#,
          name: "Favorites", .binary(favorites))
      ], to: .user, of: account, at: SampleDisks.time)
  }
}
