import Testing

@testable import WindowsDevice

@Suite("A path in a profile")
struct ProfilePathTests {
  @Test(
    "is refused when it could lead elsewhere, or Windows reads it as another",
    arguments: [
      "", "\\x.jpg", "x.jpg\\", "a\\\\b.jpg", "..\\x.jpg", "a\\..\\..\\x.jpg", ".", "a\\.\\b",
      "C:\\x.jpg", "x.jpg:hidden.exe", "x.jpg::$DATA", "a/../x.jpg", "x.exe.", "x.exe ", "con",
      "CON.jpg", "a\\aux.wav", "com1.jpg", "LPT9 .png", "nul.tar.gz", "x\u{0}.jpg", "x\n.jpg",
      "x?.jpg", "x*.jpg", "\"x\".jpg", "com¹.jpg", "CONIN$",
      String(repeating: "a\\", count: 120) + "x.jpg",
    ])
  func refused(text: String) {
    #expect(ProfilePath(text) == nil)
  }

  @Test(
    "is taken as it is when it is plain",
    arguments: [
      "x.jpg", "Pictures\\Lake at dawn.jpg", "AppData\\Roaming\\x", "a.b.c.png", "ö\\😀.jpg",
      "console.jpg", "common\\com10.jpg",
    ])
  func taken(text: String) {
    #expect(ProfilePath(text)?.description == text)
  }

  @Test("is found in what a value names, in the profile only")
  func values() {
    let alice = #"C:\Users\alice"#
    let picture = ProfilePath(#"Pictures\x.jpg"#)
    #expect(ProfilePath(of: #"c:\USERS\Alice\Pictures\x.jpg"#, in: alice) == picture)
    #expect(ProfilePath(of: #"%UserProfile%\Pictures\x.jpg"#, in: alice) == picture)
    #expect(
      ProfilePath(of: #"%APPDATA%\x.jpg"#, in: alice)?.description == #"AppData\Roaming\x.jpg"#)
    for other in [
      #"C:\Users\alice2\x.jpg"#, #"C:\Users\alice"#, #"C:\Users\alice\"#, #"D:\x.jpg"#,
      #"C:\Users\alice\..\bob\x.jpg"#, #"\\server\share\x.jpg"#, #"C:\Users\bob\x.jpg"#,
    ] {
      #expect(ProfilePath(of: other, in: alice) == nil, "\(other)")
    }
  }

  @Test("has other names beside itself")
  func numbered() {
    #expect(ProfilePath(#"a\x.tar.gz"#)?.numbered(2)?.description == #"a\x.tar (2).gz"#)
    #expect(ProfilePath("x")?.numbered(3)?.description == "x (3)")
    #expect(ProfilePath("x")?.folders == [])
    #expect(ProfilePath(#"a\b\x"#)?.folders.map(\.description) == ["a", #"a\b"#])
  }
}
