import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("A shortcut file")
struct ShellLinkTests {
  @Test("says its AppID, its target and its arguments")
  func parts() throws {
    let link = try ShellLink(
      bytes: ShellBytes.link(
        localPath: #"C:\Program Files\Größe\x.exe"#, appUserModelID: "Contoso.App",
        arguments: "--new-window"))
    #expect(link.appUserModelID == "Contoso.App")
    #expect(link.targetPath == #"C:\Program Files\Größe\x.exe"#)
    #expect(link.arguments == "--new-window")
  }

  @Test(
    "opens what the shell names by an AppID",
    arguments: [
      (#"%windir%\explorer.exe"#, "Microsoft.Windows.Explorer"),
      (
        #"%ProgramFiles%\7-Zip\7zFM.exe"#,
        #"{6D809377-6AF0-444B-8957-A3773F02200E}\7-Zip\7zFM.exe"#
      ),
      (
        #"C:\Program Files (x86)\A\a.exe"#, #"{7C5A40EF-A0FB-4BFC-874A-C0F2E0B9FA8E}\A\a.exe"#
      ),
      (#"C:\WINDOWS\system32\cmd.exe"#, #"{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\cmd.exe"#),
      (
        #"C:\Users\alice\AppData\Local\Slack\slack.exe"#,
        #"{F1B32785-6FBA-4FCF-9D55-7B8E7F157091}\Slack\slack.exe"#
      ),
      (#"D:\Tools\t.exe"#, #"D:\Tools\t.exe"#),
    ])
  func target(path: String, appID: String) throws {
    let profile = #"C:\Users\alice"#
    let link = try ShellLink(bytes: ShellBytes.link(environmentPath: path))
    #expect(link.target(profilePath: profile) == .desktop(appID: appID))
    guard appID.contains("\\") else { return }
    let there = try #require(KnownFolder.path(ofAppID: appID, profilePath: profile))
    #expect(KnownFolder.appID(ofPath: there, profilePath: profile) == appID)
  }

  @Test("that only names a packaged app opens it")
  func packaged() throws {
    let id = "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App"
    let link = try ShellLink(bytes: ShellBytes.link(appUserModelID: id))
    #expect(link.target(profilePath: "") == .packaged(appUserModelID: id))
    #expect(try ShellLink(bytes: ShellBytes.link()).target(profilePath: "") == nil)
  }

  @Test("cut at any byte, or with any byte changed, is a typed error or a shortcut")
  func damage() throws {
    let bytes = ShellBytes.link(
      localPath: #"C:\x.exe"#, environmentPath: #"%windir%\x.exe"#, appUserModelID: "A.B",
      arguments: "a b")
    for length in 0..<bytes.count {
      do {
        _ = try ShellLink(bytes: Array(bytes.prefix(length)))
      } catch {
        #expect(error.code == .linkMalformed)
      }
    }
    for index in bytes.indices {
      for value in [0x00, 0x01, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        _ = try? ShellLink(bytes: changed)
      }
    }
  }
}
