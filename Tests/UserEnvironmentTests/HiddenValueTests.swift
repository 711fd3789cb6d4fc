import Testing
import UserEnvironment

@Suite("Hiding the values of settings")
struct HiddenValueTests {
  private func environment(_ password: String, speed: UInt32 = 1) -> Environment {
    Environment(
      source: SourceDevice(name: "PC", product: "windows10", build: "19045.1", edition: "Pro"),
      settings: SettingsComponent(
        profilePath: #"C:\Users\alice"#,
        settings: [
          Setting(id: "environment.variable", instance: ["KEY"], value: .string(password)),
          Setting(id: "mouse.speed", value: .dword(speed)),
        ]), apps: AppsComponent(apps: []))
  }

  private func isHidden(_ key: String) -> Bool { key == "environment.variable[KEY]" }

  @Test("leaves everything else as it is")
  func environment() {
    let shown = environment("hunter2").hidingValues(where: isHidden)
    #expect(shown == environment("(secret)"))
    #expect(environment("hunter2").hidingValues { _ in false } == environment("hunter2"))
  }

  @Test("still says that they differ")
  func difference() {
    let difference = EnvironmentDifference(
      from: environment("hunter2"), to: environment("hunter3", speed: 2)
    ).hidingValues(where: isHidden)
    #expect(difference.changes.map(\.before) == ["(secret)", "1"])
    #expect(difference.changes.map(\.after) == ["(secret)", "2"])
  }
}
