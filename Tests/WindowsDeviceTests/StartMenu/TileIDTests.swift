import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("Tile ids")
struct TileIDTests {
  @Test(
    "a tile id names what the pin opens, and back",
    arguments: [
      (
        "P~Microsoft.WindowsCalculator_8wekyb3d8bbwe!App",
        PinTarget.packaged(appUserModelID: "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App")
      ),
      (
        "P~Microsoft.Windows.ContentDeliveryManager_cw5n1h2txyewy!App:PreInstalled.Layout2.4",
        .secondary(
          appUserModelID: "Microsoft.Windows.ContentDeliveryManager_cw5n1h2txyewy!App",
          tileID: "PreInstalled.Layout2.4")
      ),
      ("W~MSEdge", .desktop(appID: "MSEdge")),
      (
        #"W~{6D809377-6AF0-444B-8957-A3773F02200E}\Notepad++\notepad++.exe"#,
        .desktop(appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\Notepad++\notepad++.exe"#)
      ),
    ])
  func known(tileID: String, target: PinTarget) {
    #expect(PinTarget(tileID: tileID) == target)
    #expect(target.tileID == tileID)
  }

  @Test(
    "anything else is not a pin",
    arguments: [
      "", "P", "P~", "W~", "X~MSEdge", "p~A.B_8wekyb3d8bbwe!App", "T~DynamicLayoutsSV2",
      "P~Microsoft.WindowsCalculator_8wekyb3d8bbwe", "P~Microsoft.WindowsCalculator!App",
      "P~Microsoft.WindowsCalculator_8wekyb3d8bbwe!", "P~A.B.C_8wekyb3d8bbwe!App:",
      "P~A.B.C_8wekyb3d8bbwe!App!App", "W~line\nbreak", "P~A.B.C_8wekyb3d8bbwe!App:\u{0}",
    ])
  func unknown(tileID: String) {
    #expect(PinTarget(tileID: tileID) == nil)
  }

  @Test("a shortcut file has no tile id")
  func link() {
    #expect(PinTarget.link(path: #"%ALLUSERSPROFILE%\x.lnk"#).tileID == nil)
  }
}
