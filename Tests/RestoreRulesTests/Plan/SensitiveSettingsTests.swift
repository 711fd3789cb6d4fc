import RestoreRules
import Testing
import UserEnvironment

@Suite("The plan of a sensitive setting")
struct SensitiveSettingsTests: SettingsPlanning {
  @Test("leaves what is sensitive, and does not even say what this PC has, unless it is opted in")
  func secrets() throws {
    let row = definition(sensitivity: .secret)
    let left = try plan(.string("proxy:8080"), there: .string("other:8080"), row)
    try expectLeft(left, "setting.secret")
    #expect(left.before == nil)
    let planned = try plan(
      .string("proxy:8080"), there: .string("other:8080"), row, secrets: .init([row.id]))
    #expect(planned.after == .string("proxy:8080"))
    #expect(planned.before == .string("other:8080"))
  }

  @Test("takes an address in a network only where the setting is about one and is opted in")
  func networkAddress() throws {
    let share = SettingValue.string(#"\\server\share"#)
    let drive = definition(sensitivity: .secret)
    #expect(try plan(share, there: nil, drive, secrets: .init([drive.id])).after == share)
    let variable = definition(portability: .profilePath, sensitivity: .secret)
    try expectLeft(
      plan(share, there: nil, variable, secrets: .init([variable.id])), "setting.networkPath")
    try expectLeft(plan(share, there: nil, definition()), "setting.networkPath")
  }

  @Test("tells no sensitive value in a reason, nor in a plan that hides it")
  func hiddenValues() throws {
    let row = definition(portability: .profilePath, sensitivity: .secret)
    let missing = try plan(
      .string(#"C:\Keys\mine"#), there: nil, row, secrets: .init([row.id]))
    try expectLeft(missing, "setting.fileMissing")
    #expect(!missing.decision.reason.contains("Keys"))
    let written = try plan(
      .string("hunter2"), there: .string("hunter1"), row, secrets: .init([row.id]))
    let shown = RestorePlan(settings: [written], apps: [], startPins: [], taskbarPins: [])
      .hidingValues { $0 == row.id }
    #expect(shown.settings.first?.after == .hidden)
    #expect(!String(describing: shown).contains("hunter"))
  }
}
