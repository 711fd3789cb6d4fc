import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment

extension Environment {
  static func sample(
    source name: String = "DESKTOP-4F2", hideExtensions: UInt32 = 0, apps: Int = 3
  ) -> Environment {
    Environment(
      source: SourceDevice(
        name: name, product: "windows10", build: "19045.6456", edition: "Enterprise"),
      settings: SettingsComponent(
        profilePath: #"C:\Users\alice"#,
        settings: [
          Setting(id: "explorer.hideFileExtensions", value: .dword(hideExtensions)),
          Setting(id: "desktop.wallpaper", value: .string(#"C:\Users\alice\Pictures\a.jpg"#)),
        ]),
      apps: AppsComponent(
        apps: (0..<apps).map {
          InstalledApp(id: "App\($0)", kind: .packaged, name: "App \($0)", scope: .user)
        }),
      startPins: PinsComponent(groups: [
        PinGroup(name: "Work", pins: [Pin(target: .desktop(appID: "MSEdge"))])
      ]),
      taskbarPins: PinsComponent(groups: []))
  }

  func submission(
    device: String = "d-old", sending kinds: [ComponentKind] = [],
    takenAt: Date = TestService.start
  ) throws -> SnapshotSubmission {
    let components = try encodedComponents()
    return SnapshotSubmission(
      device: device,
      manifest: SnapshotManifest(
        source: source, takenAt: takenAt, components: components.map(\.description)),
      contents: components.filter { kinds.contains($0.description.kind) }
        .map { ComponentContent(kind: $0.description.kind, bytes: $0.bytes) })
  }
}

extension SignInStatement {
  /// A first sign-in on a new Windows 11 PC.
  static func sample(
    moment: Moment = .firstSignIn, device: String = "d-new", enrollment: String = "e-1",
    state: Facts.Enrollment.State = .complete, isFirst: Bool = true,
    misses: [UnreportedMiss] = []
  ) -> SignInStatement {
    SignInStatement(
      moment: moment, deviceID: device,
      device: Facts.Device(
        os: Facts.OperatingSystem(
          product: .windows11, build: WindowsBuild(26100, revision: 7922)),
        enrollment: Facts.Enrollment(
          id: enrollment, state: state, at: TestService.start - 1800)),
      account: .work, firstSignInSinceEnrollment: isFirst, unreportedMisses: misses)
  }
}
