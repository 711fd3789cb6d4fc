import Foundation
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("What a file of settings holds")
struct SettingFileContentTests {
  private typealias Content = SettingFileDefinition.Content

  private static func padded(_ beginning: [UInt8]) -> Data {
    Data(beginning + Array(repeating: 0, count: 64))
  }

  private static func riff(_ form: String) -> Data {
    padded(Array("RIFF".utf8) + [0, 0, 0, 0] + Array(form.utf8))
  }

  @Test("is taken by how it begins")
  func accepted() {
    let pictures = [
      Self.padded([0xFF, 0xD8, 0xFF, 0xE0]),
      Self.padded([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      Self.padded(Array("GIF89a".utf8)), Self.padded([0x49, 0x49, 0x2A, 0x00]),
      Self.riff("WEBP"), Self.padded([0, 0, 0, 24] + Array("ftypheic".utf8)),
      Self.padded(Array("BM".utf8) + Array(repeating: 7, count: 12) + [40, 0, 0, 0]),
    ]
    for picture in pictures { #expect(Content.picture.accepts(picture)) }
    #expect(Content.sound.accepts(Self.riff("WAVE")))
    #expect(Content.pointer.accepts(Self.riff("ACON")))
    #expect(Content.pointer.accepts(Self.padded([0, 0, 2, 0, 1, 0])))
  }

  @Test("is never a program, a script, a shortcut or an archive, under whatever name")
  func refused() {
    let harmful =
      [
        Self.padded([0x4D, 0x5A, 0x90, 0x00]), Self.padded(Array("PK\u{3}\u{4}".utf8)),
        Self.padded([0x4C, 0, 0, 0, 1, 0x14, 2, 0]), Self.padded(Array("#!/bin/sh\n".utf8)),
        Data("<html><script>x</script>".utf8), Data("<?xml version=\"1.0\"?><svg/>".utf8),
        Data("@echo off".utf8), Data("[InternetShortcut]\r\nURL=file://x".utf8), Data("BM".utf8),
        Self.padded(Array("BM@echo off".utf8)), Self.padded([0, 0, 1, 0, 1, 0]), Data(),
        Self.padded([0xD0, 0xCF, 0x11, 0xE0]), Data("[autorun]\r\nopen=x.exe".utf8),
      ]
    for bytes in harmful {
      for content in Content.allCases {
        #expect(!content.accepts(bytes), "\(content) \(Array(bytes.prefix(4)))")
      }
    }
  }

  @Test("is read with every length")
  func short() {
    for length in 0..<20 {
      for content in Content.allCases {
        _ = content.accepts(Data(repeating: 0x42, count: length))
        _ = content.accepts(Data(Self.riff("WAVE").prefix(length)))
      }
    }
  }

  @Test("may lie only where its row says")
  func places() throws {
    let catalog = try SettingsCatalog.bundled()
    func allows(_ id: String, _ path: String) throws -> Bool {
      try #require(catalog.file(withID: id)).allows(#require(ProfilePath(path)))
    }
    #expect(try allows("background.picture-file", #"Pictures\x.JPG"#))
    #expect(try !allows("background.picture-file", #"Pictures\x.exe"#))
    #expect(try !allows("background.picture-file", "NTUSER.DAT"))
    #expect(
      try !allows(
        "background.picture-file",
        #"AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup\x.jpg"#))
    #expect(
      try allows("typing.dictionary", #"AppData\Roaming\Microsoft\Spelling\en-US\default.dic"#))
    #expect(
      try !allows("typing.dictionary", #"AppData\Roaming\Microsoft\Spelling\a\b\default.dic"#))
    #expect(try !allows("typing.dictionary", #"Documents\default.dic"#))
    #expect(try allows("lock-screen.picture-file", #"Pictures\Lock screen (2).jpg"#))
    #expect(try !allows("lock-screen.picture-file", #"Pictures\Other.jpg"#))
    #expect(try !allows("themes.theme-file", #"Pictures\x.jpg"#))
  }
}
