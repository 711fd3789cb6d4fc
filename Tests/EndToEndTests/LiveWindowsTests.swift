import Foundation
import Testing

/// The whole way between two running PCs, each a Wine prefix, over a running service.
@Suite(
  "From a running PC to another", .serialized,
  .enabled(if: WinePC.isHere, Comment(rawValue: WinePC.absence)))
struct LiveWindowsTests {
  private struct Visit: Decodable {
    struct Restore: Decodable {
      struct Plan: Decodable {
        struct Setting: Decodable {
          struct Decision: Decodable {
            let action: String
            let code: String
          }
          let key: String
          let decision: Decision
        }
        let settings: [Setting]
      }
      let plan: Plan
      let verifiedSettings: Int
      let settingsNotKept: [String]

      var changed: [String] {
        plan.settings.filter { $0.decision.action != "leave" }.map(\.key)
      }
    }
    let outcome: String?
    let restore: Restore?
  }

  /// What the person set on the old PC: one value of each type, and names with what is hard to quote.
  private static let values = [
    (#"HKCU\Control Panel\Mouse"#, "MouseSensitivity", "REG_SZ", "14"),
    (
      #"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced"#, "HideFileExt",
      "REG_DWORD", "0x0"
    ),
    (#"HKCU\Control Panel\International"#, "sCurrency", "REG_SZ", "£ \"pound\""),
    (
      #"HKCU\Control Panel\International\User Profile"#, "Languages", "REG_MULTI_SZ",
      #"en-GB\0de-DE"#
    ),
  ]

  /// Belongs to the display of the old PC.
  private static let scale = (#"HKCU\Control Panel\Desktop"#, "LogPixels", "REG_DWORD", "0x78")

  private func valise(
    _ command: String, on pc: WinePC, _ arguments: String..., over stage: Stage
  ) throws -> Program.Result {
    let result = try stage.valise(
      [command, "--live", "--wine-prefix", pc.prefix.path] + arguments,
      environment: ["PATH": WinePC.searchPath.get()])
    try #require(result.status == 0, "\(result.errors) \(result.output)")
    return result
  }

  @Test("what reg.exe shows on the old PC it shows on the new one, and after an undo no more")
  func wineToWine() throws {
    let stage = try Stage()
    let old = try WinePC(build: 19045)
    let new = try WinePC(build: 26100)
    for (key, name, type, data) in Self.values + [Self.scale] {
      try old.set(key, name, type, data)
    }

    struct Backup: Decodable {
      struct Receipt: Decodable { let profile: String }
      let receipt: Receipt
    }
    let profile = try valise("backup", on: old, "--json", over: stage).json(Backup.self)
      .receipt.profile

    let before = try new.userHive()
    let visit = try valise(
      "sign-in", on: new, "--moment", "firstSignIn", "--choose", profile, "--json", over: stage
    ).json(Visit.self)
    #expect(visit.outcome == "restored")
    #expect(visit.restore?.settingsNotKept == [])
    #expect(visit.restore?.changed.contains("mouse.pointer-speed") == true)
    for (key, name, _, _) in Self.values {
      let value = try old.value(key, name)
      #expect(value != nil)
      #expect(try new.value(key, name) == value, "\(key) \(name)")
    }
    #expect(try new.value(Self.scale.0, Self.scale.1) != old.value(Self.scale.0, Self.scale.1))

    let after = try new.userHive()
    let again = try valise("restore", on: new, "--profile", profile, "--json", over: stage)
    #expect(try again.json(Visit.self).restore?.changed == [])
    #expect(try new.userHive() == after)

    _ = try valise("undo", on: new, over: stage)
    #expect(try new.userHive() == before)
  }
}
