import Foundation
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("LayoutModification.xml")
struct LayoutModificationTests {
  private static let calculator = PinTarget.packaged(
    appUserModelID: "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App")
  private static let layout = LayoutModification(
    start: PinsComponent(
      groups: [
        PinGroup(
          name: "Büro & <Spiel>",
          pins: [
            Pin(
              target: calculator, size: TileSize(columns: 4, rows: 2),
              place: TilePlace(column: 0, row: 0)),
            Pin(
              target: .desktop(appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\7-Zip\7zFM.exe"#),
              size: .medium, place: TilePlace(column: 0, row: 0),
              folder: PinFolder(
                name: "Tools", place: TilePlace(column: 4, row: 0), size: .medium)),
            Pin(
              target: .link(path: #"%APPDATA%\Microsoft\Windows\Start Menu\Programs\x.lnk"#),
              size: .medium, place: TilePlace(column: 2, row: 0),
              folder: PinFolder(
                name: "Tools", place: TilePlace(column: 4, row: 0), size: .medium)),
          ]),
        PinGroup(
          name: "",
          pins: [
            Pin(
              target: .desktop(appID: "MSEdge"), size: TileSize(columns: 1, rows: 1),
              place: TilePlace(column: 7, row: 3))
          ]),
      ], groupWidth: 8),
    taskbar: TaskbarLayout(pins: [
      Pin(target: .desktop(appID: "Microsoft.Windows.Explorer")), Pin(target: calculator),
      Pin(target: .link(path: #"%APPDATA%\y.lnk"#)),
    ]))

  @Test("what is written is read back the same")
  func roundTrip() throws {
    #expect(try LayoutModification(xml: Array(Self.layout.xml())) == Self.layout)
  }

  @Test("is written without prolog and comments, in the order of Microsoft's schema")
  func form() throws {
    let text = String(decoding: Self.layout.xml(), as: UTF8.self)
    #expect(text.hasPrefix("<LayoutModificationTemplate"))
    #expect(!text.contains("<?") && !text.contains("<!--"))
    let places = try ["<LayoutOptions", "<DefaultLayoutOverride", "<CustomTaskbarLayoutCollection"]
      .map { try #require(text.range(of: $0)).lowerBound }
    #expect(places == places.sorted())
    #expect(text.contains(#"PinListPlacement="Replace""#))
    #expect(
      text.contains(
        #"<taskbar:UWA AppUserModelID="Microsoft.WindowsCalculator_8wekyb3d8bbwe!App" PinGeneration="1""#
      ))
  }

  @Test("is well-formed to another reader of XML", .enabled(if: Tool.has("xmllint")))
  func otherReader() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Self.layout.xml().write(to: file)
    #expect(Tool.run("xmllint", ["--noout", file.path]) == 0)
  }

  @Test("a layout as Export-StartLayout writes it is read")
  func exported() throws {
    let text = """
      <?xml version="1.0" encoding="utf-16"?>
      <!-- a comment -->
      <LayoutModificationTemplate xmlns:defaultlayout="http://schemas.microsoft.com/Start/2014/FullDefaultLayout" xmlns:start="http://schemas.microsoft.com/Start/2014/StartLayout" Version="1" xmlns="http://schemas.microsoft.com/Start/2014/LayoutModification">
        <LayoutOptions StartTileGroupCellWidth="6" />
        <DefaultLayoutOverride>
          <StartLayoutCollection>
            <defaultlayout:StartLayout GroupCellWidth="6">
              <start:Group Name="Work">
                <start:DesktopApplicationTile Size="2x2" Column="2" Row="0" DesktopApplicationID="Chrome" />
                <start:Tile Size="4x4" Column="0" Row="2" AppUserModelID="A.B_8wekyb3d8bbwe!App" />
                <start:SecondaryTile AppUserModelID="A.B_8wekyb3d8bbwe!App" TileID="city" Arguments="" DisplayName="x" Size="1x1" Column="0" Row="0" Square150x150LogoUri="" />
                <start:TargetedContentTile TileID="ad" Size="2x2" Row="6" Column="0" />
              </start:Group>
            </defaultlayout:StartLayout>
          </StartLayoutCollection>
        </DefaultLayoutOverride>
      </LayoutModificationTemplate>
      """
    let units: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), units] {
      let layout = try LayoutModification(xml: bytes)
      #expect(!layout.isPartial)
      #expect(layout.taskbar == nil)
      #expect(layout.start?.groupWidth == 6)
      #expect(
        layout.start?.pins.map(\.target) == [
          .secondary(appUserModelID: "A.B_8wekyb3d8bbwe!App", tileID: "city"),
          .desktop(appID: "Chrome"), .packaged(appUserModelID: "A.B_8wekyb3d8bbwe!App"),
        ])
    }
  }

  @Test("a tile for a part of an app is not written")
  func secondary() throws {
    let pin = Pin(target: .secondary(appUserModelID: "A.B_8wekyb3d8bbwe!App", tileID: "x"))
    let layout = LayoutModification(
      start: PinsComponent(pins: [pin]), taskbar: TaskbarLayout(pins: [pin]))
    let read = try LayoutModification(xml: Array(layout.xml()))
    #expect(read.start?.pins == [])
    #expect(read.taskbar?.pins == [])
  }

  @Test("entities, external or not, are refused before they are looked at")
  func entities() {
    for text in [
      #"<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>"#,
      #"<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>"#,
    ] {
      let error = #expect(throws: StartMenuError.self) {
        try LayoutModification(xml: Array(text.utf8))
      }
      #expect(error?.code == .layoutNotXML)
    }
  }

  @Test("nesting, number and size have limits")
  func limits() {
    let deep = String(repeating: "<a>", count: 5000)
    let wide = "<a>" + String(repeating: "<b/>", count: 30_000) + "</a>"
    let long = "<a>" + String(repeating: " ", count: 2 << 20) + "</a>"
    for text in [deep, wide, long] {
      let error = #expect(throws: StartMenuError.self) {
        try LayoutModification(xml: Array(text.utf8))
      }
      #expect(error?.code == .layoutTooLarge)
    }
  }

  @Test("what is no layout is refused")
  func noLayout() {
    for (text, code) in [
      ("", StartMenuError.Code.layoutNotXML), ("<a>", .layoutNotXML), ("<a/>", .layoutNotLayout),
      ("{}", .layoutNotXML), ("<a>\u{0}</a>", .layoutNotXML),
    ] {
      let error = #expect(throws: StartMenuError.self) {
        try LayoutModification(xml: Array(text.utf8))
      }
      #expect(error?.code == code, "\(text)")
    }
  }

  @Test("every prefix is a typed error, and any one changed byte gives a layout or an error")
  func damage() throws {
    let bytes = Array(Self.layout.xml())
    for length in 0..<bytes.count - 1 {
      #expect(throws: StartMenuError.self) {
        try LayoutModification(xml: Array(bytes.prefix(length)))
      }
    }
    for index in bytes.indices {
      for value in [0x00, 0x26, 0x3C, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        _ = try? LayoutModification(xml: changed)
      }
    }
  }
}

/// A program of this machine.
private enum Tool {
  static func has(_ name: String) -> Bool { run("which", [name]) == 0 }

  static func run(_ name: String, _ arguments: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
