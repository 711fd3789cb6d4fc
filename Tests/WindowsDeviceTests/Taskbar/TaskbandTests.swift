import RegistryHive
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("The taskbar's pins in a person's hive")
struct TaskbandTests {
  private static let profile = #"C:\Users\alice"#
  private static let calculator = "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App"

  @Test("come in the order of the bar, packaged apps and programs alike")
  func order() throws {
    let band = try Taskband(
      favorites: ShellBytes.favorites([
        ShellBytes.item("File Explorer.lnk", appID: "Microsoft.Windows.Explorer"),
        ShellBytes.item("", appID: Self.calculator),
        ShellBytes.item(
          "7-Zip.lnk", appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\7-Zip\7zFM.exe"#),
      ]), profilePath: Self.profile)
    #expect(
      band.pins == [
        .desktop(appID: "Microsoft.Windows.Explorer"), .packaged(appUserModelID: Self.calculator),
        .desktop(appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\7-Zip\7zFM.exe"#),
      ])
    #expect(band.unknown == [])
  }

  @Test("that do not name an AppID are known by their shortcut, or named as unknown")
  func shortcuts() throws {
    let favorites = ShellBytes.favorites([
      ShellBytes.item("Tool.lnk", appID: nil), ShellBytes.item("Odd.lnk", appID: nil),
    ])
    let resolve = ShellBytes.resolve([
      ShellBytes.link(environmentPath: #"%ProgramFiles%\Tool\t.exe"#), ShellBytes.link(),
    ])
    let band = try Taskband(
      favorites: favorites, resolve: resolve, profilePath: Self.profile)
    #expect(
      band.pins == [.desktop(appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\Tool\t.exe"#)])
    #expect(band.unknown == ["Odd.lnk"])
    // Without the shortcuts both are unknown, and nothing is guessed.
    let alone = try Taskband(favorites: favorites, profilePath: Self.profile)
    #expect(alone.pins == [])
    #expect(alone.unknown == ["Tool.lnk", "Odd.lnk"])
  }

  @Test("an empty bar has none")
  func empty() throws {
    #expect(try Taskband(favorites: [0xFF], profilePath: "").pins == [])
    #expect(try Taskband(favorites: [], profilePath: "").pins == [])
  }

  @Test("cut at any byte are a typed error, and with any byte changed a value or an error")
  func damage() throws {
    let favorites = ShellBytes.favorites([
      ShellBytes.item("A.lnk", appID: Self.calculator), ShellBytes.item("B.lnk", appID: nil),
    ])
    let resolve = ShellBytes.resolve([ShellBytes.link(), ShellBytes.link(localPath: #"C:\b.exe"#)])
    for length in 1..<favorites.count {
      let error = #expect(throws: StartMenuError.self) {
        try Taskband(favorites: Array(favorites.prefix(length)), profilePath: "")
      }
      #expect(error?.code == .taskbandMalformed)
    }
    for length in 0..<resolve.count {
      _ = try Taskband(
        favorites: favorites, resolve: Array(resolve.prefix(length)), profilePath: "")
    }
    for index in favorites.indices {
      for value in [0x00, 0x01, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = favorites
        changed[index] = value
        _ = try? Taskband(favorites: changed, resolve: resolve, profilePath: "")
      }
    }
  }

  @Test(
    "real hives have them in the order of the bar",
    .enabled(if: RealHive.folder != nil, "real hives are not here"),
    arguments: [
      (
        "NTUSER.DAT",
        [
          "Microsoft.InternetExplorer.Default",
          #"{F38BF404-1D43-42F2-9305-67DE0B28FC23}\explorer.exe"#,
          "Microsoft.Windows.MediaPlayer32",
        ]
      ),
      (
        "transactions_NTUSER.DAT",
        [
          "Microsoft.MicrosoftEdge_8wekyb3d8bbwe!MicrosoftEdge", "Microsoft.Windows.Explorer",
          "Microsoft.WindowsStore_8wekyb3d8bbwe!App",
        ]
      ),
    ])
  func realHives(name: String, pins: [String]) throws {
    try RealHive.with(name) { path in
      let hive = try Hive(contentsOf: path, options: HiveReadingOptions(recovery: .off))
      let band = try #require(
        try Taskband.read(user: hive.root, profilePath: #"C:\Users\x"#))
      #expect(band.pins.map(\.description).prefix(3) == pins[...])
      #expect(band.unknown == [])
    }
  }
}
