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
    (#"HKCU\Control Panel\Desktop"#, "LogPixels", "REG_DWORD", "0x78"),
  ]

  private func live(_ pc: WinePC) -> [String] { ["--live", "--wine-prefix", pc.prefix.path] }

  @Test("what reg.exe shows on the old PC it shows on the new one, and after an undo no more")
  func wineToWine() throws {
    let stage = try Stage()
    let old = try WinePC(named: "OLD-PC", build: 19045)
    let new = try WinePC(named: "NEW-PC", build: 26100)
    for (key, name, type, data) in Self.values { try old.set(key, name, type, data) }

    let backup = try stage.valise(["backup"] + live(old))
    #expect(backup.status == 0, "\(backup.errors)")
    #expect(backup.output.contains("from OLD-PC as version 1 of profile"))

    let before = try new.userHive()
    let restored = try stage.valise(
      ["sign-in"] + live(new) + [
        "--moment", "firstSignIn", "--choose", "OLD-PC", "--json",
      ])
    #expect(restored.status == 0, "\(restored.errors)")
    let visit = try restored.json(Visit.self)
    #expect(visit.outcome == "restored")
    #expect(visit.restore?.settingsNotKept == [])
    #expect(visit.restore?.changed.contains("mouse.pointer-speed") == true)
    for (key, name, _, _) in Self.values where name != "LogPixels" {
      let value = try old.value(key, name)
      #expect(value != nil)
      #expect(try new.value(key, name) == value, "\(key) \(name)")
    }

    let after = try new.userHive()
    let again = try stage.valise(
      ["restore"] + live(new) + ["--profile", "OLD-PC", "--json"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(try again.json(Visit.self).restore?.changed == [])
    #expect(try new.userHive() == after)

    let undone = try stage.valise(["undo"] + live(new))
    #expect(undone.status == 0, "\(undone.errors)")
    #expect(try new.userHive() == before)
  }
}
