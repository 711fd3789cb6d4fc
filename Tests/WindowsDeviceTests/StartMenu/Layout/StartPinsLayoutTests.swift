import Foundation
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("LayoutModification.json")
struct StartPinsLayoutTests {
  private static let text = #"""
    {"applyOnce":true,"future":{"x":[1.5,null]},"pinnedList":[
      {"packagedAppId":"Microsoft.WindowsCalculator_8wekyb3d8bbwe!App","note":7},
      {"desktopAppId":"MSEdge"},
      {"desktopAppLink":"%ALLUSERSPROFILE%\\Microsoft\\Windows\\Start Menu\\Programs\\x.lnk"},
      {"secondaryTile":{"tileId":"MSEdge._pin_a","arguments":" --app=https://localhost/",
        "displayName":"Vite","packagedAppId":"Microsoft.MicrosoftEdge.Stable_8wekyb3d8bbwe!App"}},
      {"unheardOf":{}}]}
    """#
  private static let targets: [PinTarget] = [
    .packaged(appUserModelID: "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App"),
    .desktop(appID: "MSEdge"),
    .link(path: #"%ALLUSERSPROFILE%\Microsoft\Windows\Start Menu\Programs\x.lnk"#),
    .secondary(
      appUserModelID: "Microsoft.MicrosoftEdge.Stable_8wekyb3d8bbwe!App", tileID: "MSEdge._pin_a"),
  ]

  /// The JSON as Foundation's other reader sees it, which knows nothing of ours.
  private func object(_ json: Data) throws -> NSDictionary {
    try #require(try JSONSerialization.jsonObject(with: json) as? NSDictionary)
  }

  @Test("what Export-StartLayout writes is read, and unchanged is written the same")
  func read() throws {
    let layout = try StartPinsLayout(json: Array(Self.text.utf8))
    #expect(layout.appliesOnce)
    #expect(layout.pins.map(\.target) == Self.targets)
    #expect(layout.unknownEntries == 1)
    #expect(try object(layout.json()) == object(Data(Self.text.utf8)))
  }

  @Test("a list is written as Windows takes it, and read back")
  func write() throws {
    let layout = StartPinsLayout(pins: Self.targets.map { Pin(target: $0) })
    // A tile for a part of an app needs more than its name.
    #expect(layout.pins.map(\.target) == Array(Self.targets.dropLast()))
    #expect(
      String(
        decoding: try StartPinsLayout(pins: [Pin(target: Self.targets[1])]).json(), as: UTF8.self)
        == #"{"applyOnce":true,"pinnedList":[{"desktopAppId":"MSEdge"}]}"#)
    #expect(try StartPinsLayout(json: Array(layout.json())) == layout)
  }

  @Test("a replaced list keeps what is known of a pin, and everything beside the list")
  func replace() throws {
    var layout = try StartPinsLayout(json: Array(Self.text.utf8))
    layout.replacePins(with: Self.targets.reversed().map { Pin(target: $0) })
    #expect(layout.pins.map(\.target) == Self.targets.reversed())
    let written = try object(layout.json())
    let list = try #require(written["pinnedList"] as? [NSDictionary])
    #expect(list.last?["note"] as? Int == 7)
    #expect((list.first?["secondaryTile"] as? NSDictionary)?["displayName"] as? String == "Vite")
    #expect(written["future"] as? NSDictionary == ["x": [1.5, NSNull()]])
  }

  @Test("every prefix and anything else than a layout is a typed error")
  func malformed() {
    let bytes = Array(Self.text.utf8)
    for length in 0..<bytes.count {
      #expect(throws: StartMenuError.self) {
        try StartPinsLayout(json: Array(bytes.prefix(length)))
      }
    }
    for text in ["[]", "{}", #"{"pinnedList":1}"#, #"{"pinnedList":["x"]}"#] {
      let error = #expect(throws: StartMenuError.self) {
        try StartPinsLayout(json: Array(text.utf8))
      }
      #expect(error?.code == .layoutNotLayout)
    }
  }
}
