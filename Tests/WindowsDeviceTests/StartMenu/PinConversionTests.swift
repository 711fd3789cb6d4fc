import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("Pins from Windows 10 to Windows 11")
struct PinConversionTests {
  private static let suffix = "_8wekyb3d8bbwe!"
  private static let calculator = packaged("Microsoft.WindowsCalculator", "App")
  private static let outlook = packaged(
    "Microsoft.OutlookForWindows", "Microsoft.OutlookforWindows")

  private static func packaged(_ name: String, _ app: String) -> PinTarget {
    .packaged(appUserModelID: name + suffix + app)
  }

  private func convert(_ groups: [(String, [PinTarget])]) throws -> PinConversion {
    PinConversion(
      PinsComponent(
        groups: groups.map { group in
          PinGroup(
            name: group.0,
            pins: group.1.map { Pin(target: $0, size: TileSize(columns: 4, rows: 2)) })
        }),
      to: .windows11Start, successors: try AppSuccessors.bundled())
  }

  @Test("groups become one list in their order, without sizes")
  func order() throws {
    let conversion = try convert([
      ("Work", [.desktop(appID: "Chrome"), Self.calculator]), ("Play", [.desktop(appID: "Steam")]),
    ])
    #expect(conversion.decisions.allSatisfy { $0.outcome == .kept })
    #expect(conversion.decisions.map(\.group) == ["Work", "Work", "Play"])
    #expect(
      conversion.pins
        == PinsComponent(groups: [
          PinGroup(
            name: "",
            pins: [
              Pin(target: .desktop(appID: "Chrome")), Pin(target: Self.calculator),
              Pin(target: .desktop(appID: "Steam")),
            ])
        ]))
  }

  @Test("a pin that is there already is left, whatever its case")
  func duplicate() throws {
    let conversion = try convert([
      ("a", [.desktop(appID: "Chrome")]), ("b", [.desktop(appID: "CHROME")]),
    ])
    #expect(conversion.pins.pins.map(\.target) == [.desktop(appID: "Chrome")])
    #expect(conversion.decisions.last?.outcome == .left(reason: "It is pinned already."))
  }

  @Test("an app with a successor becomes the successor, once")
  func successor() throws {
    let conversion = try convert([
      (
        "",
        [
          Self.packaged("microsoft.windowscommunicationsapps", "Microsoft.WindowsLive.Mail"),
          Self.packaged("microsoft.windowscommunicationsapps", "Microsoft.WindowsLive.Calendar"),
          Self.packaged("Microsoft.MicrosoftEdge", "MicrosoftEdge"),
          .desktop(appID: "MSEdge"),
        ]
      )
    ])
    #expect(conversion.pins.pins.map(\.target) == [Self.outlook, .desktop(appID: "MSEdge")])
    guard case .converted(let target, let reason)? = conversion.decisions.first?.outcome else {
      Issue.record("Mail is not converted.")
      return
    }
    #expect(target == Self.outlook)
    #expect(reason.contains("Outlook"))
    guard case .left(let second) = conversion.decisions[1].outcome else {
      Issue.record("Calendar is not left.")
      return
    }
    #expect(second.contains("pinned already"))
    #expect(conversion.decisions[3].outcome == .left(reason: "It is pinned already."))
  }

  @Test(
    "an app that is gone is left with its reason",
    arguments: [
      "Microsoft.Microsoft3DViewer_8wekyb3d8bbwe!Microsoft.Microsoft3DViewer",
      "Microsoft.549981C3F5F10_8wekyb3d8bbwe!App", "Microsoft.WindowsMaps_8wekyb3d8bbwe!App",
    ])
  func gone(appUserModelID: String) throws {
    let conversion = try convert([("", [.packaged(appUserModelID: appUserModelID)])])
    guard case .left(let reason)? = conversion.decisions.first?.outcome else {
      Issue.record("The app is not left.")
      return
    }
    #expect(reason.hasSuffix("."))
    #expect(conversion.pins.pins.isEmpty)
  }

  @Test("a secondary tile becomes its app; a suggestion of Windows becomes nothing")
  func secondary() throws {
    let weather = "Microsoft.BingWeather_8wekyb3d8bbwe!App"
    let conversion = try convert([
      (
        "",
        [
          .secondary(appUserModelID: weather, tileID: "zurich"),
          .secondary(
            appUserModelID: "Microsoft.Windows.ContentDeliveryManager_cw5n1h2txyewy!App",
            tileID: "PreInstalled.DefaultStartLayout1.2"),
          .link(path: "x.lnk"),
        ]
      )
    ])
    #expect(conversion.pins.pins.map(\.target) == [.packaged(appUserModelID: weather)])
    #expect(conversion.decisions.count == 3)
  }

  @Test("every successor in the bundled table is itself an app that goes on")
  func successorsGoOn() throws {
    let successors = try AppSuccessors.bundled()
    for row in try AppTable(
      AppTable.bundledText("successors.tsv"), columns: ["app", "successor", "reason"]
    ).rows {
      guard let target = PinTarget(tileID: row.cells[1]),
        let rule = successors.rule(for: target)
      else { continue }
      // Groove Music and Media Player have one name: their rule leads to itself.
      #expect(rule.successor == target)
    }
  }

  @Test(
    "a table that is not understood is refused",
    arguments: [
      "", "app\tsuccessor\treason\nx\tnot a tile\ty\n", "app\tsuccessor\treason\nx\t\t\n",
      "app\tsuccessor\treason\nx\t\ty\nX\t\ty\n",
    ])
  func invalidTable(table: String) {
    let error = #expect(throws: AppCatalogError.self) { try AppSuccessors(table: table) }
    #expect(error?.code == .invalidRow)
  }
}
