import Foundation
import Testing

@testable import WindowsDevice

@Suite("What the tools of a running Windows list")
struct LiveListTests {
  // MARK: winget export

  static let export = #"""
    {"$schema":"https://aka.ms/winget-packages.schema.2.0.json",
     "CreationDate":"2025-11-22T10:00:00.000-00:00",
     "Sources":[
      {"Packages":[{"PackageIdentifier":"Git.Git","Version":"2.47.0"},{"Version":"1"}],
       "SourceDetails":{"Argument":"https://cdn.winget.microsoft.com/cache",
        "Identifier":"Microsoft.Winget.Source_8wekyb3d8bbwe","Name":"winget","Type":"Microsoft.PreIndexed.Package"}},
      {"Packages":[{"PackageIdentifier":"9WZDNCRFHVN5"}],
       "SourceDetails":{"Argument":"https://storeedgefd.dsx.mp.microsoft.com/v9.0",
        "Identifier":"StoreEdgeFD","Name":"msstore","Type":"Microsoft.Rest"}},
      {"Packages":[{"PackageIdentifier":"Contoso.Expenses"}],
       "SourceDetails":{"Argument":"https://winget.example/api","Identifier":"Contoso","Name":"contoso","Type":"Microsoft.Rest"}}],
     "WinGetVersion":"1.9.25200"}
    """#

  @Test("winget's export is read, source by source")
  func wingetExport() throws {
    let packages = try WingetExport(json: Data(Self.export.utf8)).packages
    #expect(packages.map(\.id) == ["Git.Git", "9WZDNCRFHVN5", "Contoso.Expenses"])
    #expect(packages.map(\.version) == ["2.47.0", nil, nil])
    #expect(packages.map(\.source.name) == ["winget", "msstore", "contoso"])
    #expect(packages[1].source == .store)
  }

  @Test("winget's older export names ids otherwise")
  func oldExport() throws {
    let old = Self.export.replacing("PackageIdentifier", with: "Id")
    #expect(try WingetExport(json: Data(old.utf8)).packages.count == 3)
  }

  // MARK: Get-AppxPackage

  private static func package(
    _ name: String = "Contoso.App_1.0.0.0_x64__n0r4vfwm7vxx4", signature: String = "3",
    more: String = ""
  ) -> String {
    #"{"PackageFullName":"\#(name)","Publisher":"CN=Contoso","SignatureKind":\#(signature)\#(more)}"#
  }

  @Test(
    "a signature is read as number and as name; one that is not known is none",
    arguments: [
      ("0", AppxPackage.Signature.unsigned), ("1", .developer), ("2", .enterprise), ("3", .store),
      ("4", .system), ("\"Store\"", .store), ("\"None\"", .unsigned), ("\"system\"", .system),
      ("9", nil), ("\"Other\"", nil), ("null", nil), ("{}", nil),
    ])
  func signature(text: String, signature: AppxPackage.Signature?) throws {
    let list = try AppxPackage.list(Data(Self.package(signature: text).utf8))
    #expect(list.elements.map(\.signature) == [signature])
  }

  @Test("a list is an array, a single object, a wrapped array or nothing")
  func shapes() throws {
    let one = Self.package()
    for (text, count) in [
      (one, 1), ("[\(one),\(one)]", 2), ("[]", 0), ("", 0), ("\r\n", 0),
      (#"{"value":[\#(one),\#(one)],"Count":2}"#, 2),
    ] {
      #expect(try AppxPackage.list(Data(text.utf8)).elements.count == count, "\(text)")
    }
  }

  @Test("PowerShell's encodings are read: UTF-8 with and without a mark, UTF-16 both ways")
  func encodings() throws {
    let text = #"[{"Name":"Café Übersicht","AppID":"x"}]"#
    let units = Array(text.utf16)
    let little = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let encoded: [[UInt8]] = [
      Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + little,
      [0xFE, 0xFF] + big, little,
    ]
    for bytes in encoded {
      #expect(try StartApp.list(Data(bytes)).elements.map(\.name) == ["Café Übersicht"])
    }
  }

  @Test("an element that is not understood is counted, and the rest is read")
  func unknownElement() throws {
    let text = "[\(Self.package("not a name")),{},7,\(Self.package())]"
    let list = try AppxPackage.list(Data(text.utf8))
    #expect(list.elements.count == 1)
    #expect(list.unknownCount == 3)
  }

  @Test("frameworks, resource packages and parts of Windows are no apps")
  func apps() throws {
    let texts = [
      Self.package(), Self.package(more: #","IsFramework":true"#),
      Self.package(more: #","IsResourcePackage":true"#), Self.package(signature: "4"),
      Self.package("Microsoft.LockApp_10.0.19041.1_neutral__cw5n1h2txyewy"),
      Self.package(more: #","IsDevelopmentMode":true,"NonRemovable":false"#),
    ]
    let list = try AppxPackage.list(Data("[\(texts.joined(separator: ","))]".utf8))
    #expect(list.elements.map(\.isApp) == [true, false, false, false, false, true])
    #expect(list.elements.map(\.isDevelopmentMode).last == true)
  }

  // MARK: Damage

  @Test("every beginning of a list is a value or a typed error")
  func truncation() throws {
    let lists = [
      Data(Self.export.utf8), Data("[\(Self.package()),\(Self.package())]".utf8),
      Data([0xFF, 0xFE] + Self.package().utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
    ]
    for bytes in lists {
      for length in 0..<bytes.count {
        let part = bytes.prefix(length)
        expectTyped { _ = try WingetExport(json: part) }
        expectTyped { _ = try AppxPackage.list(part) }
        expectTyped { _ = try StartApp.list(part) }
      }
    }
  }

  @Test(
    "what is no list is refused, with a code",
    arguments: [
      ("{", AppListError.Code.malformed), ("<html>", .malformed), ("[1,", .malformed),
      ("winget: not found", .malformed),
    ])
  func malformed(text: String, code: AppListError.Code) {
    for bytes in [Data(text.utf8)] {
      #expect(throws: AppListError.self) { try WingetExport(json: bytes) }
      let error = #expect(throws: AppListError.self) { _ = try AppxPackage.list(bytes).elements }
      #expect(error?.code == code)
    }
    let notText = #expect(throws: AppListError.self) {
      _ = try StartApp.list(Data([0xC3, 0x28, 0xA0, 0xA1])).elements
    }
    #expect(notText?.code == .notText)
  }

  private func expectTyped(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      #expect(error is AppListError, "\(error)")
    }
  }
}
