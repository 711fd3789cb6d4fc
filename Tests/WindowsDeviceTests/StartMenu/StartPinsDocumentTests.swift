import Foundation
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("Pins of Windows 11")
struct StartPinsDocumentTests {
  private static let text = """
    {"pinnedList":[
      {"id":"W~MSEdge","pinnedBy":1},
      {"id":"P~Microsoft.WindowsCalculator_8wekyb3d8bbwe!App","pinnedBy":2,"future":[1.5,null]},
      {"id":"T~DynamicLayoutsSV2","pinnedBy":8}],
     "tileProperties":[{"id":"W~MSEdge","hasUserInteracted":true,
       "firstSeenTime":133456789012345678,"lastMissingTime":18446744073709551615}],
     "lastMigratedRevision":0,"layoutPolicyApplied":true,"newMember":{"deep":[{"x":-1}]}}
    """
  private static let calculator = PinTarget.packaged(
    appUserModelID: "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App")

  /// The JSON as Foundation's other reader sees it, which knows nothing of ours.
  private func object(_ json: [UInt8]) throws -> NSDictionary {
    try #require(try JSONSerialization.jsonObject(with: Data(json)) as? NSDictionary)
  }

  @Test("the pins come in their order; unknown ids are named")
  func read() throws {
    let document = try StartPinsDocument(json: Array(Self.text.utf8))
    #expect(
      document.pins.pins.map(\.target) == [.desktop(appID: "MSEdge"), Self.calculator])
    #expect(document.unknownTileIDs == ["T~DynamicLayoutsSV2"])
  }

  @Test("a document that is not changed keeps its whole content")
  func keepsContent() throws {
    let document = try StartPinsDocument(json: Array(Self.text.utf8))
    #expect(try object(document.json()) == object(Array(Self.text.utf8)))
    let text = String(decoding: try document.json(), as: UTF8.self)
    #expect(text.contains("133456789012345678"))
    #expect(text.contains("18446744073709551615"))
  }

  @Test("replaced pins stand once and in order, what was noted about them stays, as does the rest")
  func replace() throws {
    var document = try StartPinsDocument(json: Array(Self.text.utf8))
    let link = Pin(target: .link(path: #"%ALLUSERSPROFILE%\x.lnk"#))
    let word = Pin(target: .desktop(appID: "Microsoft.Office.WINWORD.EXE.15"))
    let left = document.replacePins(
      with: PinsComponent(groups: [
        PinGroup(name: "a", pins: [word, link]),
        PinGroup(name: "b", pins: [Pin(target: Self.calculator), word]),
      ]))
    #expect(left == [link])
    #expect(document.pins.pins.map(\.target) == [word.target, Self.calculator])
    #expect(document.tileIDs.last == "T~DynamicLayoutsSV2")

    let written = try object(document.json())
    let original = try object(Array(Self.text.utf8))
    let pins = try #require(written["pinnedList"] as? [NSDictionary])
    #expect(pins.first?["pinnedBy"] as? Int == 4)
    #expect(pins[1] == (original["pinnedList"] as? [NSDictionary])?[1])
    #expect(pins.last == (original["pinnedList"] as? [NSDictionary])?[2])
    for member in ["tileProperties", "lastMigratedRevision", "layoutPolicyApplied", "newMember"] {
      #expect(written[member] as? NSObject == original[member] as? NSObject)
    }
  }

  @Test("a byte order mark is not in the way")
  func byteOrderMark() throws {
    let document = try StartPinsDocument(json: [0xEF, 0xBB, 0xBF] + Array(Self.text.utf8))
    #expect(document.tileIDs.count == 3)
  }

  @Test("an entry of another kind, as a folder, is named and stays")
  func otherEntries() throws {
    let text = #"{"pinnedList":[{"folder":{"name":"x"}},{"id":"W~a"},{"id":7}]}"#
    var document = try StartPinsDocument(json: Array(text.utf8))
    #expect(document.pins.pins.map(\.target) == [.desktop(appID: "a")])
    #expect(document.unknownTileIDs == ["folder", "id"])
    _ = document.replacePins(with: PinsComponent(pins: [Pin(target: .desktop(appID: "b"))]))
    let pins = try #require(try object(document.json())["pinnedList"] as? [NSDictionary])
    #expect(pins.map { $0["id"] as? String } == ["W~b", nil, nil])
    #expect((pins[1]["folder"] as? NSDictionary)?["name"] as? String == "x")
  }

  @Test(
    "what is not a document of pins is refused",
    arguments: [
      "", "{", "[]", "{}", #"{"pinnedList":{}}"#, #"{"pinnedList":[1]}"#,
      "\u{0}",
    ])
  func malformed(text: String) {
    let error = #expect(throws: StartMenuError.self) {
      try StartPinsDocument(json: Array(text.utf8))
    }
    #expect(error?.code == .start2NotPins)
  }
}
