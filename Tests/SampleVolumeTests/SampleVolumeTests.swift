import Foundation
import RegistryHive
import Testing
import UserEnvironment
import WindowsDevice

@testable import SampleVolume

@Suite("The sample volumes", .builtSample)
struct SampleVolumeTests {
  static let setUpAt = Date(timeIntervalSince1970: 1_763_800_200)

  @Test("every volume has its hives, and every hive reads without a warning")
  func hives() throws {
    try withSample { sample in
      for volume in SampleVolume.Layout.volumes {
        var paths = [VolumePath.software, VolumePath.system]
        for user in SampleVolume.Layout.users {
          paths += [VolumePath.userHive(user), VolumePath.classesHive(user)]
        }
        for path in paths {
          let hive = try Hive(contentsOf: sample.appending(path: volume + "/" + path).path)
          #expect(hive.information.warnings.isEmpty)
          #expect(!hive.information.isDirty)
        }
      }
    }
  }

  @Test("the old PC is a Windows 10 22H2 that is joined and set up")
  func oldPC() throws {
    try withSample { sample in
      let software = try hive(sample, SampleVolume.Layout.windows10, VolumePath.software)
      let version = try #require(try software.key(at: Place.version))
      #expect(try version.value(named: "CurrentBuild")?.string == "19045")
      #expect(try version.value(named: "UBR")?.dword == 6456)
      #expect(try version.value(named: "EditionID")?.string == "Enterprise")
      #expect(
        version.lastWritten.secondsSince1970
          == Self.setUpAt.timeIntervalSince1970 - SampleVolume.lastUseBeforeSetup)

      let system = try hive(sample, SampleVolume.Layout.windows10, VolumePath.system)
      #expect(
        try system.key(at: Place.computerName)?.value(named: "ComputerName")?.string
          == "DESKTOP-4F2")
      #expect(try system.key(at: Place.joinInfo)?.subkeys().count == 1)
      #expect(try system.key(at: "Setup")?.value(named: "OOBEInProgress")?.dword == 0)
    }
  }

  @Test("the new PC is the same during its setup and after it, but for the marks of setup")
  func newPC() throws {
    try withSample { sample in
      for (volume, mark, state) in [
        (SampleVolume.Layout.windows11DuringSetup, UInt32(1), "IMAGE_STATE_UNDEPLOYABLE"),
        (SampleVolume.Layout.windows11, 0, "IMAGE_STATE_COMPLETE"),
      ] {
        let software = try hive(sample, volume, VolumePath.software)
        let version = try #require(try software.key(at: Place.version))
        #expect(try version.value(named: "CurrentBuild")?.string == "26100")
        #expect(try version.value(named: "UBR")?.dword == 7922)
        #expect(
          try version.value(named: "ProductName")?.string?.hasPrefix("Windows 10") == true)
        #expect(
          try version.value(named: "InstallDate")?.dword
            == UInt32(Self.setUpAt.timeIntervalSince1970))
        #expect(
          try software.key(at: #"Microsoft\Windows\CurrentVersion\Setup\State"#)?
            .value(named: "ImageState")?.string == state)
        #expect(
          try software.key(at: #"Microsoft\Cryptography"#)?.value(named: "MachineGuid")?.string
            == "c6f0e2b1-37d8-4a95-b4e7-0d9c5a8f2e61")
        let system = try hive(sample, volume, VolumePath.system)
        #expect(try system.key(at: "Setup")?.value(named: "OOBEInProgress")?.dword == mark)
        #expect(
          try system.key(at: Place.computerName)?.value(named: "ComputerName")?.string
            == "LAPTOP-9C1")
      }
    }
  }

  @Test("both people have the same security identifier on every PC, made of their object id")
  func accounts() throws {
    try withSample { sample in
      for volume in SampleVolume.Layout.volumes {
        let software = try hive(sample, volume, VolumePath.software)
        let list = try #require(
          try software.key(at: #"Microsoft\Windows NT\CurrentVersion\ProfileList"#))
        var folders: [String: String] = [:]
        for profile in try list.subkeys() where profile.name.hasPrefix("S-1-12-1-") {
          folders[profile.name] = try profile.value(named: "ProfileImagePath")?.string
        }
        #expect(
          folders == [
            "S-1-12-1-1780419646-1266307796-188686750-276467036": #"C:\Users\alice"#,
            "S-1-12-1-3085520130-1328880744-3298953101-2468083942": #"C:\Users\bob"#,
          ])
      }
    }
  }

  @Test("alice has hundreds of settings, with her own among them")
  func settings() throws {
    try withSample { sample in
      let alice = try hive(sample, SampleVolume.Layout.windows10, VolumePath.userHive("alice"))
      #expect(try valueCount(alice.root) >= 500)
      let desktop = try #require(try alice.key(at: #"Control Panel\Desktop"#))
      #expect(
        try desktop.value(named: "Wallpaper")?.string
          == #"C:\Users\alice\Pictures\Wallpapers\Lake at dawn.jpg"#)
      let colors = try alice.key(
        at: #"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"#)
      #expect(try colors?.value(named: "AppsUseLightTheme")?.dword == 0)
      let bob = try hive(sample, SampleVolume.Layout.windows10, VolumePath.userHive("bob"))
      #expect(try valueCount(bob.root) >= 300)
    }
  }

  @Test("the new profiles are nobody's yet: no first sign-in is behind them, no folder of another")
  func newProfiles() throws {
    try withSample { sample in
      for user in SampleVolume.Layout.users {
        let profile = try hive(sample, SampleVolume.Layout.windows11, VolumePath.userHive(user))
        let winlogon = try #require(
          try profile.key(at: #"Software\Microsoft\Windows NT\CurrentVersion\Winlogon"#))
        #expect(try winlogon.value(named: "FirstLogon") == nil)
        let text = String(
          decoding: try RegistryText.exporting(profile.root, prefix: "HKEY_CURRENT_USER").utf8(),
          as: UTF8.self)
        for other in SampleVolume.Layout.users where other != user {
          #expect(!text.contains(#"C:\\Users\\"# + other))
        }
      }
    }
  }

  @Test("the tiles are the groups of the layout file")
  func tiles() throws {
    try withSample { sample in
      for user in SampleVolume.Layout.users {
        let groups = try SampleResources().layout("windows10/\(user)/layout.json").pinGroups()
        let hive = try hive(sample, SampleVolume.Layout.windows10, VolumePath.userHive(user))
        let tiles = try #require(try TileCollection.read(user: hive.root))
        #expect(tiles.groups.map(\.name) == groups.map(\.name))
        #expect(tiles.groups.map { $0.pins.map(\.target) } == groups.map { $0.pins.map(\.target) })
        #expect(tiles.groups.map { $0.pins.map(\.size) } == groups.map { $0.pins.map(\.size) })
        #expect(tiles.unknownTileIDs == [])
      }
      let alice = try SampleResources().layout("windows10/alice/layout.json").pinGroups()
      #expect(alice.filter { !$0.name.isEmpty }.count >= 4)
      #expect(alice.flatMap(\.pins).count >= 18)
    }
  }

  @Test("the new PC's pins are in start2.bin")
  func pins() throws {
    try withSample { sample in
      for user in SampleVolume.Layout.users {
        let url = sample.appending(
          path: SampleVolume.Layout.windows11 + "/" + VolumePath.start2(user))
        let file = try Start2File(bytes: Array(try Data(contentsOf: url)))
        let document = try StartPinsDocument(json: file.content)
        #expect(document.pins.pins.count == 12)
        #expect(document.unknownTileIDs == [])
        #expect(
          FileTime(ticks: file.time).secondsSince1970 == Self.setUpAt.timeIntervalSince1970)
      }
    }
  }

  @Test("alice's apps are read, with what is no app left out")
  func apps() throws {
    try withSample { sample in
      let volume = SampleVolume.Layout.windows10
      let list = try AppList(
        classes: hive(sample, volume, VolumePath.classesHive("alice")).root,
        software: hive(sample, volume, VolumePath.software).root,
        user: hive(sample, volume, VolumePath.userHive("alice")).root, sid: "",
        catalog: .bundled())
      let packaged = list.apps.filter { $0.kind == .packaged }
      let programs = list.apps.filter { $0.kind == .desktop }
      #expect(packaged.count >= 20)
      #expect(packaged.contains { $0.name == "Spotify" && $0.storeProductID == "9NCBCSZSJRSB" })
      #expect(packaged.contains { $0.name == "Contoso Expenses" && $0.storeProductID == nil })
      for leftOut in ["VCLibs", "NET.Native", "UI.Xaml", "ECApp", "cw5n1h2txyewy"] {
        #expect(!packaged.contains { $0.id.contains(leftOut) })
      }
      #expect(programs.count >= 14)
      #expect(Set(programs.map(\.scope)) == [.user, .machine])
      #expect(!programs.contains { $0.name.contains("Runtime") || $0.name.contains("Hotfix") })
      #expect(programs.contains { $0.wingetID == "Notepad++.Notepad++" })
    }
  }

  @Test("a capture of alice finds what a backup is to show")
  func capture() async throws {
    let sample = try #require(BuiltSample.folder)
    let device = try OfflineVolume(
      mountedAt: sample.appending(path: SampleVolume.Layout.windows10))
    let accounts = try await device.accounts()
    #expect(accounts.map(\.name) == SampleVolume.Layout.users)
    let alice = try #require(accounts.first)
    let catalog = try SettingsCatalog.bundled()
    let result = try await EnvironmentCapture(catalog: catalog, appCatalog: .bundled())
      .capture(from: device, of: alice)
    #expect(result.warnings == [])
    let environment = result.environment
    let settings = environment.settings?.settings ?? []
    #expect(settings.count >= 400)
    #expect(
      Set(settings.compactMap { catalog.definition(withID: $0.id)?.portability })
        == Set(SettingDefinition.Portability.allCases))
    let strength = settings.first { $0.id == "night-light.color-temperature" }
    #expect(strength?.value == .dword(3850))
    #expect(try #require(environment.apps).apps.count >= 30)
    #expect(environment.startPins?.pins.count == 30)
    #expect(environment.taskbarPins?.pins.count == 4)
  }

  @Test("the taskbar's shortcuts are shortcut files")
  func taskbar() throws {
    try withSample { sample in
      let path = VolumePath.taskbarLink("alice", named: "Notepad++")
      let bytes = Array(
        try Data(contentsOf: sample.appending(path: SampleVolume.Layout.windows10 + "/" + path)))
      #expect(bytes.prefix(8) == [0x4C, 0, 0, 0, 1, 0x14, 2, 0])
      #expect(bytes.count == 0x4C + 0x314 + 4)
    }
  }

  @Test("equal times give equal volumes; a sample is built anew in its place")
  func rebuild() throws {
    let path = SampleVolume.Layout.windows10 + "/" + VolumePath.userHive("alice")
    try withFolder { folder in
      for _ in 1...2 {
        try SampleVolume.build(at: folder, setUpAt: Self.setUpAt)
        let built = try Data(contentsOf: folder.appending(path: path))
        try withSample { sample in
          let expected = try Data(contentsOf: sample.appending(path: path))
          #expect(built == expected)
        }
        try Data("changed".utf8).write(to: folder.appending(path: path))
      }
    }
  }

  @Test("a folder with anything else in it is left alone")
  func folderNotEmpty() throws {
    try withFolder { folder in
      let own = folder.appending(path: "letter.txt")
      try Data("mine".utf8).write(to: own)
      let error = #expect(throws: SampleVolumeError.self) {
        try SampleVolume.build(at: folder, setUpAt: Self.setUpAt)
      }
      #expect(error?.code == .folderNotEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["letter.txt"])
    }
  }

  @Test("a file in the folder's place gives a typed error")
  func notWritable() throws {
    try withFolder { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let error = #expect(throws: SampleVolumeError.self) {
        try SampleVolume.build(at: file.appending(path: "sample"), setUpAt: Self.setUpAt)
      }
      #expect(error?.code == .notWritable)
    }
  }

  // MARK: Places

  private enum Place {
    static let version = #"Microsoft\Windows NT\CurrentVersion"#
    static let computerName = #"ControlSet001\Control\ComputerName\ComputerName"#
    static let joinInfo = #"ControlSet001\Control\CloudDomainJoin\JoinInfo"#
  }

  private func hive(_ sample: URL, _ volume: String, _ path: String) throws -> Hive {
    try Hive(contentsOf: sample.appending(path: volume + "/" + path).path)
  }

  private func valueCount(_ key: HiveKey) throws -> Int {
    try key.subkeys().reduce(key.valueCount) { try $0 + valueCount($1) }
  }
}
