import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment

/// A person who was made up: always the same one for the same number and seed.
struct FleetPerson: Sendable {
  let user: String
  /// The PC that is backed up, and the one that is signed in on.
  var oldDevice: String { "old-" + user }
  var newDevice: String { "new-" + user }
  private let environment: Environment
  private let takenAt: Date
  private let number: Int

  init(number: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
    self.number = number
    user = "fleet-\(seed)-\(number)"
    takenAt = Date(timeIntervalSince1970: 1_795_334_400)
    environment = Environment(
      source: SourceDevice(
        name: "DESKTOP-\(number)", product: "windows10", build: "19045.6456",
        edition: "Enterprise"),
      settings: SettingsComponent(
        profilePath: #"C:\Users\person"#, settings: Self.settings(&random)),
      apps: AppsComponent(apps: Self.apps(&random)),
      startPins: PinsComponent(groups: [
        PinGroup(name: "Work", pins: Self.pins(12, &random))
      ]),
      taskbarPins: PinsComponent(groups: [PinGroup(name: "", pins: Self.pins(5, &random))]))
  }

  /// A backup of the old PC.
  func submission(sending kinds: [ComponentKind]) throws -> SnapshotSubmission {
    let components = try environment.encodedComponents()
    return SnapshotSubmission(
      device: oldDevice,
      manifest: SnapshotManifest(
        source: environment.source, takenAt: takenAt, components: components.map(\.description)),
      contents: components.filter { kinds.contains($0.description.kind) }
        .map { ComponentContent(kind: $0.description.kind, bytes: $0.bytes) })
  }

  /// The first sign-in on the new PC.
  var statement: SignInStatement {
    SignInStatement(
      moment: .firstSignIn, deviceID: newDevice,
      device: Facts.Device(
        os: Facts.OperatingSystem(product: .windows11, build: WindowsBuild(26100, revision: 7922)),
        enrollment: Facts.Enrollment(id: "e-\(number)", state: .complete, at: takenAt)),
      account: .work, firstSignInSinceEnrollment: true)
  }

  /// As many settings as a real person's backup has, of the sizes that they have.
  private static func settings(_ random: inout SeededGenerator) -> [Setting] {
    (0..<600).map { index in
      let value: SettingValue =
        switch random.next() % 10 {
        case 0..<6: .dword(UInt32(truncatingIfNeeded: random.next()))
        case 6..<9: .string("value \(random.next() % 1_000_000)")
        default: .binary((0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        }
      return Setting(id: "fleet.setting\(index)", value: value)
    }
  }

  private static func apps(_ random: inout SeededGenerator) -> [InstalledApp] {
    (0..<40).map { index in
      InstalledApp(
        id: "Fleet.App\(index)_\(random.next() % 100_000)", kind: .packaged, name: "App \(index)",
        publisher: "Fleet", version: "1.\(random.next() % 100)", scope: .user)
    }
  }

  private static func pins(_ count: Int, _ random: inout SeededGenerator) -> [Pin] {
    (0..<count).map { _ in Pin(target: .desktop(appID: "Fleet.Program\(random.next() % 1000)")) }
  }
}
