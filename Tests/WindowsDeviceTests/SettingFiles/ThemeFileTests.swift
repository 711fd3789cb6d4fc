import Foundation
import Testing

@testable import WindowsDevice

@Suite("A theme")
struct ThemeFileTests {
  private static let alice = #"C:\Users\alice"#
  private static let other = #"C:\Users\alice.CONTOSO"#

  private func harmless(
    _ text: String, moved: [String: ProfilePath] = [:]
  ) throws -> String {
    let theme = try #require(ThemeFile(Data(text.utf8)))
    let kept = theme.harmless(from: Self.alice, to: Self.other, moved: moved)
    #expect(kept.isHarmless(in: Self.other))
    #expect(ThemeFile(kept.bytes) == kept)
    #expect(ThemeFile(kept.bytes)?.bytes == kept.bytes)
    return String(decoding: kept.bytes, as: UTF8.self)
  }

  @Test("leads into the new profile, to files under the names that they have there")
  func paths() throws {
    let text = """
      [Theme]
      DisplayName=Mine
      [Control Panel\\Desktop]
      Wallpaper=c:\\users\\ALICE\\Pictures\\lake.jpg
      WallpaperStyle=10
      [AppEvents\\Schemes\\Apps\\.Default\\SystemExit\\.Current]
      DefaultValue=%USERPROFILE%\\Music\\bell.wav
      """
    let lines = try harmless(
      text, moved: [#"pictures\lake.jpg"#: #require(ProfilePath(#"Pictures\lake (2).jpg"#))]
    ).split(separator: "\r\n").map(String.init)
    #expect(lines.contains(#"Wallpaper=C:\Users\alice.CONTOSO\Pictures\lake (2).jpg"#))
    #expect(lines.contains(#"DefaultValue=C:\Users\alice.CONTOSO\Music\bell.wav"#))
    #expect(lines.contains("WallpaperStyle=10"))
  }

  @Test(
    "loses what would run a program, load from elsewhere, or reach another computer",
    arguments: [
      ("boot", #"SCRNSAVE.EXE=C:\Users\alice\x.scr"#),
      ("VisualStyles", #"Path=\\evil\share\x.msstyles"#),
      ("VisualStyles", #"Path=C:\Users\alice\x.msstyles"#),
      ("VisualStyles", #"Path=%SystemRoot%\..\Users\alice\x.msstyles"#),
      ("Theme", #"BrandImage=\\evil\share\x.png"#),
      ("Theme", #"DisplayName=@\\evil\share\x.dll,-1"#),
      ("Theme", #"DisplayName=@C:\Users\alice\x.dll,-1"#),
      ("Control Panel\\Desktop", #"Wallpaper=\\evil\share\x.jpg"#),
      ("Control Panel\\Desktop", #"Wallpaper=//evil/share/x.jpg"#),
      ("Control Panel\\Desktop", #"Wallpaper=http://evil/x.jpg"#),
      ("Control Panel\\Desktop", #"Wallpaper=C:\Users\bob\x.jpg"#),
      ("Control Panel\\Desktop", #"Wallpaper=C:\Users\alice\x.exe"#),
      ("Control Panel\\Desktop", #"SCRNSAVE.EXE=x.scr"#),
      ("Control Panel\\Cursors", #"Arrow=\\evil\x.cur"#),
      ("Sounds", #"SchemeName=@evil\x.dll,-1"#),
      ("Slideshow", "RssFeed=http://evil/feed"),
      ("Slideshow", "ImagesRootPIDL=1400"),
      (
        #"CLSID\{20D04FE0-3AEA-1069-A2D8-08002B30309D}\DefaultIcon"#,
        #"DefaultValue=\\evil\x.ico,0"#
      ),
      ("Anything", "x=y"),
    ])
  func harm(section: String, line: String) throws {
    let kept = try harmless("[Theme]\nThemeId={1}\n[\(section)]\n\(line)\n")
    #expect(!kept.lowercased().contains(line.lowercased()))
    #expect(kept == "[Theme]\r\nThemeId={1}\r\n")
  }

  @Test("is read in each encoding that Windows writes, and written so that Windows reads it")
  func encodings() throws {
    let text = "[Theme]\r\nDisplayName=Zomer én winter\r\n"
    let utf16 = Data([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    let latin = try #require(text.data(using: .isoLatin1))
    for bytes in [utf16, latin, Data(text.utf8), Data([0xEF, 0xBB, 0xBF] + text.utf8)] {
      let theme = try #require(ThemeFile(bytes))
      #expect(theme.harmless(from: Self.alice, to: Self.other).bytes == utf16)
    }
  }

  @Test(
    "is nothing that lacks its section",
    arguments: [
      Data(), Data("MZ\u{90}".utf8), Data("[Control Panel\\Desktop]\nWallpaper=x".utf8),
      Data("[Theme]\u{0}".utf8), Data([0xFF, 0xFE, 0x5B]),
    ])
  func notATheme(bytes: Data) {
    #expect(ThemeFile(bytes) == nil)
  }

  @Test("survives every prefix and every changed byte, and stays harmless")
  func hostileBytes() throws {
    let text = """
      [Theme]
      DisplayName=@themeui.dll,-2044
      [VisualStyles]
      Path=%ResourceDir%\\Themes\\Aero\\Aero.msstyles
      [Control Panel\\Desktop]
      Wallpaper=C:\\Users\\alice\\x.jpg
      """
    for length in 0...text.utf8.count {
      guard let theme = ThemeFile(Data(text.utf8.prefix(length))) else { continue }
      #expect(theme.harmless(from: Self.alice, to: Self.other).isHarmless(in: Self.other))
    }
    for index in 0..<text.utf8.count {
      for value in [0x00, 0x0A, 0x3D, 0x40, 0x5B, 0x5C, 0xFF] as [UInt8] {
        var bytes = Data(text.utf8)
        bytes[index] = value
        guard let theme = ThemeFile(bytes) else { continue }
        let kept = theme.harmless(from: Self.alice, to: Self.other)
        #expect(kept.isHarmless(in: Self.other))
        #expect(ThemeFile(kept.bytes) == kept, "\(index) \(value)")
      }
    }
  }
}
