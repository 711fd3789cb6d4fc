import Foundation
import Testing

@testable import UserEnvironment

@Suite("A setting's value")
struct SettingValueTests {
  @Test(
    "keeps its type and bytes through JSON, whatever they are",
    arguments: [
      SettingValue.string("C:\\Users\\älice 🧳"), .string(""), .expandString("%USERPROFILE%\\x"),
      .dword(0), .dword(.max), .qword(.max), .binary([]), .binary([0, 1, 255]),
      .multiString([]), .multiString(["de-CH", "en-US"]),
      // Strings without a terminator, of odd length, with a lone surrogate, with more after the end.
      SettingValue(type: 1, bytes: [0x41, 0]), SettingValue(type: 1, bytes: [0x41]),
      SettingValue(type: 2, bytes: []), SettingValue(type: 1, bytes: [0, 0xD8, 0, 0]),
      SettingValue(type: 1, bytes: [0x41, 0, 0, 0, 0x42, 0, 0, 0]),
      // Lists with an empty member, without an end; numbers of the wrong length; unknown types.
      SettingValue(type: 7, bytes: [0, 0, 0x41, 0, 0, 0, 0, 0]),
      SettingValue(type: 7, bytes: [0x41, 0]), SettingValue(type: 4, bytes: [1]),
      SettingValue(type: 11, bytes: [1, 2, 3, 4]), SettingValue(type: 0, bytes: [7]),
      SettingValue(type: 0x5F5E_10B, bytes: [1, 2, 3]),
    ])
  func survivesJSON(value: SettingValue) throws {
    let bytes = try CanonicalJSON.encode(value)
    #expect(try CanonicalJSON.decode(SettingValue.self, from: bytes) == value)
  }

  @Test("is readable in JSON where nothing is lost by it")
  func readableJSON() throws {
    func json(_ value: SettingValue) throws -> String {
      String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
    }
    #expect(try json(.dword(1)) == #"{"type":"dword","value":1}"#)
    #expect(try json(.string("a/b")) == #"{"type":"string","value":"a/b"}"#)
    #expect(try json(.multiString(["a", "b"])) == #"{"type":"multiString","value":["a","b"]}"#)
    #expect(
      try json(SettingValue(type: 1, bytes: [0x41]))
        == #"{"bytes":"QQ==","code":1,"type":"raw"}"#)
  }

  @Test("refuses a type that it does not know")
  func unknownWord() {
    #expect(throws: DecodingError.self) {
      try CanonicalJSON.decode(
        SettingValue.self, from: Data(#"{"type":"number","value":1}"#.utf8))
    }
  }
}

@Suite("A component's digest")
struct DigestTests {
  @Test("is SHA-256, as the standard's test vector has it")
  func vector() {
    #expect(
      Digest(of: Data("abc".utf8)).description
        == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test(
    "is read only in its one written form",
    arguments: [
      "", "sha256:", "sha256:" + String(repeating: "A", count: 64),
      "md5:" + String(repeating: "a", count: 64), "sha256:" + String(repeating: "a", count: 63),
    ])
  func malformed(text: String) {
    #expect(Digest(text) == nil)
  }
}

@Suite("An environment")
struct EnvironmentTests {
  private let source = SourceDevice(
    name: "DESKTOP-4F2", product: "windows10", build: "19045.6456", edition: "Enterprise")

  private func environment(
    settings: [Setting], profilePath: String = #"C:\Users\alice"#
  ) -> Environment {
    Environment(
      source: source, settings: SettingsComponent(profilePath: profilePath, settings: settings))
  }

  @Test("has the same digests in whatever order its settings were found")
  func orderDoesNotMatter() throws {
    let one = Setting(id: "mouse.speed", value: .string("10"))
    let other = Setting(id: "colors.mode", value: .dword(0))
    #expect(
      try environment(settings: [one, other]).encodedComponents()
        == environment(settings: [other, one]).encodedComponents())
  }

  @Test("has another digest when a single byte of a value differs")
  func byteMatters() throws {
    let one = environment(settings: [Setting(id: "a.b", value: .binary([0, 0, 1]))])
    let other = environment(settings: [Setting(id: "a.b", value: .binary([0, 0, 2]))])
    #expect(
      try one.encodedComponents().map(\.description.digest)
        != other.encodedComponents().map(\.description.digest))
  }

  @Test(
    "comes back whole from its components, and keeps apart what is empty and what was not taken")
  func roundTrip() throws {
    let pins = PinsComponent(groups: [
      PinGroup(
        name: "Office",
        pins: [
          Pin(target: .packaged(appUserModelID: "A_1!App"), size: TileSize(columns: 2, rows: 2)),
          Pin(target: .secondary(appUserModelID: "A_1!App", tileID: "zurich")),
          Pin(target: .desktop(appID: "MSEdge")), Pin(target: .link(path: #"%APPDATA%\x.lnk"#)),
        ])
    ])
    let whole = Environment(
      source: source, settings: nil,
      apps: AppsComponent(apps: [
        InstalledApp(id: "A_1", kind: .packaged, name: "A", scope: .user, storeProductID: "9NX")
      ]),
      startPins: pins, taskbarPins: PinsComponent(groups: []))
    let components = try whole.encodedComponents()
    #expect(components.map(\.description.kind) == [.apps, .startPins, .taskbarPins])
    #expect(components.map(\.description.itemCount) == [1, 4, 0])
    let contents = Dictionary(
      uniqueKeysWithValues: components.map { ($0.description.kind, $0.bytes) })
    #expect(try Environment(source: source, components: contents) == whole)
  }

  @Test("differs from another by what is new, gone and changed, down to a byte that is not shown")
  func difference() {
    let long = [UInt8](repeating: 7, count: 40)
    let old = environment(settings: [
      Setting(id: "a.gone", value: .dword(1)), Setting(id: "a.same", value: .dword(1)),
      Setting(id: "a.long", value: .binary(long + [1])),
    ])
    let new = environment(settings: [
      Setting(id: "a.new", value: .string("x")), Setting(id: "a.same", value: .dword(1)),
      Setting(id: "a.long", value: .binary(long + [2])),
    ])
    let changes = EnvironmentDifference(from: old, to: new).changes
    #expect(changes.map(\.item) == ["a.gone", "a.long", "a.new"])
    #expect(changes.map(\.before) == ["1", changes[1].after, nil])
    #expect(changes.map { $0.after == nil } == [true, false, false])
    #expect(EnvironmentDifference(from: old, to: old).isEmpty)
  }
}

@Suite("How a restored value meets the one that is there")
struct MergeWordTests {
  @Test(
    "is read from the catalog's words and written back the same",
    arguments: [
      "replace", "list", "bits:000000000000000001",
    ])
  func words(word: String) {
    #expect(SettingDefinition.Merge(word: word)?.word == word)
  }

  @Test("is not read from anything else", arguments: ["", "bits:", "bits:0", "bits:zz", "merge"])
  func malformed(word: String) {
    #expect(SettingDefinition.Merge(word: word) == nil)
  }
}
