import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("A capture of files that are settings")
struct SettingFilesCaptureTests {
  private static let picture = Data([0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 1, count: 100))

  /// alice's files on the sample's old PC, after a change to its disk.
  private func captured(
    changing change: (URL) throws -> Void = { _ in }
  ) async throws -> FilesComponent {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try SampleVolume.build(at: folder, setUpAt: Date(timeIntervalSince1970: 1_795_392_000))
    let disk = folder.appending(path: SampleVolume.Layout.windows10)
    try change(disk)
    let device = try OfflineVolume(mountedAt: disk)
    let environment = try await EnvironmentCapture(
      catalog: .bundled(), appCatalog: .bundled(),
      selection: Selection(only: .init(components: [.files]))
    ).capture(from: device, of: device.accounts().account(named: "alice")).environment
    #expect(environment.settings == nil)
    return try #require(environment.files)
  }

  private static func wallpaper(on disk: URL) -> URL {
    disk.appending(path: "Users/alice/Pictures/Wallpapers/Lake at dawn.jpg")
  }

  @Test("takes pictures, the theme, a sound and the dictionaries, each with its content")
  func everything() async throws {
    let component = try await captured()
    #expect(
      component.files.map(\.key) == [
        #"background.picture-file[Pictures\Wallpapers\Lake at dawn.jpg]"#,
        #"background.shown-picture-file[AppData\Roaming\Microsoft\Windows\Themes\TranscodedWallpaper]"#,
        #"lock-screen.picture-file[Pictures\Lock screen.jpg]"#,
        #"sounds.sound-file[Music\Sounds\soft bell.wav]"#,
        #"themes.theme-file[AppData\Local\Microsoft\Windows\Themes\Custom.theme]"#,
        #"typing.autocorrect-list[AppData\Roaming\Microsoft\Spelling\en-US\default.acl]"#,
        #"typing.dictionary[AppData\Roaming\Microsoft\Spelling\en-US\default.dic]"#,
        #"typing.dictionary[AppData\Roaming\Microsoft\Spelling\nl-NL\default.dic]"#,
        #"typing.excluded-words[AppData\Roaming\Microsoft\Spelling\en-US\default.exc]"#,
      ])
    #expect(component.omitted.isEmpty)
    for file in component.files {
      #expect(component.verifiedContents()[file.digest]?.count == file.size)
    }
  }

  @Test("has the same encoding each time, and each content once")
  func encoding() async throws {
    let change: (URL) throws -> Void = { disk in
      let shown = "Users/alice/AppData/Roaming/Microsoft/Windows/Themes/TranscodedWallpaper"
      try Data(contentsOf: Self.wallpaper(on: disk)).write(to: disk.appending(path: shown))
    }
    let one = try await captured(changing: change)
    let other = try await captured(changing: change)
    #expect(try CanonicalJSON.encode(one) == CanonicalJSON.encode(other))
    #expect(one.files.count == 9)
    #expect(one.contents.count == 8)
    let read = try CanonicalJSON.decode(FilesComponent.self, from: CanonicalJSON.encode(one))
    #expect(read == one)
  }

  @Test("names a file that is too large, and takes the others")
  func tooLarge() async throws {
    for size in [11 << 20, 65 << 20] {
      let component = try await captured { disk in
        var bytes = Self.picture
        bytes.append(Data(count: size - bytes.count))
        try bytes.write(to: Self.wallpaper(on: disk))
      }
      #expect(component.files.count == 8)
      #expect(component.omitted.map(\.path) == [#"Pictures\Wallpapers\Lake at dawn.jpg"#])
      #expect(component.omitted.map(\.reason) == [.tooLarge])
    }
  }

  @Test("leaves out what does not hold what it should")
  func otherContent() async throws {
    let component = try await captured { disk in
      try Data([0x4D, 0x5A] + Array(repeating: 0, count: 100))
        .write(to: Self.wallpaper(on: disk))
    }
    #expect(component.omitted.map(\.reason) == [.otherContent])
  }

  @Test("takes no other person's file through a link")
  func links() async throws {
    let component = try await captured { disk in
      let bobs = disk.appending(path: "Users/bob/secret.jpg")
      try Self.picture.write(to: bobs)
      try FileManager.default.removeItem(at: Self.wallpaper(on: disk))
      try FileManager.default.createSymbolicLink(
        at: Self.wallpaper(on: disk), withDestinationURL: bobs)
    }
    #expect(component.omitted.map(\.reason) == [.unreadable])
    #expect(!component.contents.contains { $0.bytes == Self.picture })
  }

  @Test("takes no file of another person, of another disk or of Windows, whatever settings name it")
  func elsewhere() async throws {
    let device = try await SampleDevice()
    defer { device.remove() }
    let named = [
      (#"C:\Users\bob\secret.jpg"#, true), (#"D:\x.jpg"#, true), (#"\\server\x.jpg"#, false),
      (#"C:\Windows\Web\Wallpaper\img0.jpg"#, false), ("", false),
      (#"C:\Users\alice\x.exe"#, false),
    ]
    for (path, isOmitted) in named {
      let component = try await SettingFilesCapture(
        device: device.volume, account: device.account, catalog: .bundled()
      ).files(
        settings: [Setting(id: "background.picture", value: .string(path))], software: nil)
      #expect(!component.files.contains { $0.id == "background.picture-file" })
      #expect(component.omitted.map(\.path) == (isOmitted ? [path] : []), "\(path)")
    }
  }

  @Test("stays within its size in all, whatever lies in the profile")
  func total() async throws {
    let component = try await captured { disk in
      let spelling = disk.appending(path: "Users/alice/AppData/Roaming/Microsoft/Spelling")
      for number in 0..<20 {
        let folder = spelling.appending(path: "x-\(number)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let line = String(repeating: "\(number % 10)", count: 100) + "\r\n"
        let units = Array(line.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let lines = (0..<5000).flatMap { _ in units }
        try Data([0xFF, 0xFE] + lines + [UInt8(ascii: "a") + UInt8(number), 0])
          .write(to: folder.appending(path: "default.dic"))
      }
    }
    #expect(component.contents.reduce(0) { $0 + $1.bytes.count } <= FilesComponent.largestTotal)
    #expect(component.omitted.contains { $0.reason == .noRoom })
    #expect(
      try CanonicalJSON.encode(component).count <= ComponentKind.files.largestSize)
  }
}

/// alice on the sample's old PC.
private struct SampleDevice {
  let folder: URL
  let volume: OfflineVolume
  let account: Account

  init() async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try SampleVolume.build(at: folder, setUpAt: Date(timeIntervalSince1970: 1_795_392_000))
    volume = try OfflineVolume(
      mountedAt: folder.appending(path: SampleVolume.Layout.windows10))
    account = try await volume.accounts().account(named: "alice")
    try Data([0xFF, 0xD8, 0xFF]).write(
      to: folder.appending(path: SampleVolume.Layout.windows10 + "/Users/bob/secret.jpg"))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}
