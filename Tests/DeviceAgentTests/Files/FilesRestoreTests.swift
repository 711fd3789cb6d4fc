import Foundation
import RegistryHive
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("A restore of files that are settings")
struct FilesRestoreTests {
  private let time = SampleDisks.time
  private static let spelling = #"AppData\Roaming\Microsoft\Spelling\en-US\default.dic"#
  private static let wallpaper = #"Pictures\Wallpapers\Lake at dawn.jpg"#
  private static let picture = Data([0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 1, count: 100))

  private func onNewPC(_ body: (NewPC) async throws -> Void) async throws {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      try await body(try await NewPC(folder))
    }
  }

  private func carryOut(
    _ environment: Environment, on pc: NewPC, selection: Selection = .everything
  ) async throws -> RestoreReport {
    let restore = pc.restore()
    let plan = try await restore.plan(for: environment, selection: selection)
    return try await restore.carryOut(
      plan, from: environment.source, profile: "p-1", version: 1, at: time)
  }

  private func file(_ path: String, on pc: NewPC) async throws -> Data? {
    try await pc.device.file(at: pc.account.profilePath + "\\" + path)
  }

  private func put(_ content: Data, at path: String, on pc: NewPC) async throws {
    try await pc.device.replaceFile(at: pc.account.profilePath + "\\" + path, with: content)
  }

  private func value(_ id: String, on pc: NewPC) async throws -> String? {
    let row = try #require(pc.catalog.row(withID: id))
    let reader = RegistryReader(device: pc.device, account: pc.account)
    return try await reader.value(
      at: RegistryPlace(hive: row.hive, key: row.key, value: row.value))?.text
  }

  /// An environment with nothing but these files.
  private func environment(
    _ files: [(id: String, path: String, content: Data)], omitted: [OmittedFile] = []
  ) -> Environment {
    Environment(
      source: SourceDevice(
        name: "DESKTOP-4F2", product: "windows10", build: "19045.1", edition: "Pro"),
      files: FilesComponent(
        profilePath: #"C:\Users\alice"#,
        files: files.map {
          SettingFile(
            id: $0.id, path: $0.path, size: $0.content.count, digest: Digest(of: $0.content))
        },
        contents: files.map { FileContent(bytes: $0.content) }, omitted: omitted))
  }

  private func words(_ text: String) -> Data {
    Data([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
  }

  @Test("brings pictures, sounds, dictionaries and the theme, and the settings that name them")
  func everything() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let report = try await carryOut(environment, on: pc)
      #expect(report.filesNotKept.isEmpty)
      #expect(report.verifiedFiles == 9)
      let source = try #require(environment.files)
      let picture = try #require(source.files.first { $0.path == Self.wallpaper })
      #expect(try await file(Self.wallpaper, on: pc) == source.verifiedContents()[picture.digest])
      #expect(
        try await value("background.picture", on: pc) == #"C:\Users\alice\"# + Self.wallpaper)
      #expect(
        try await value("sounds.notification", on: pc)
          == #"C:\Users\alice\Music\Sounds\soft bell.wav"#)
      let theme = try #require(
        try await file(#"AppData\Local\Microsoft\Windows\Themes\Custom.theme"#, on: pc))
      let text = String(decoding: theme, as: UTF8.self)
      #expect(text.contains(#"Wallpaper=C:\Users\alice\Pictures\Wallpapers\Lake at dawn.jpg"#))
      #expect(!text.lowercased().contains("scrnsave"))
      #expect(try await file(#"Pictures\Lock screen.jpg"#, on: pc) != nil)
    }
  }

  @Test("has one result for each setting and file, and the follow-ups in one list")
  func results() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let report = try await carryOut(environment, on: pc)
      let settings = report.results.filter { $0.component == .settings }
      #expect(settings.map(\.key) == environment.settings?.settings.map(\.key))
      let files = report.results.filter { $0.component == .files }
      #expect(Set(files.map(\.key)) == Set(environment.files?.files.map(\.key) ?? []))
      #expect(Set(report.results.map(\.outcome)) == [.applied, .converted, .left])
      #expect(report.results.allSatisfy { !$0.code.isEmpty && !$0.reason.isEmpty })
      #expect(
        report.results.first { $0.key == "night-light.on" }?.code == "setting.recorded")
      #expect(report.followUps.map(\.code) == ["followUp.chooseFile", "followUp.signOut"])
    }
  }

  @Test("goes into a profile folder of another name, and so does what names it")
  func otherProfile() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      let users = folder.appendingPathComponent("Users")
      try FileManager.default.moveItem(
        at: users.appendingPathComponent("alice"), to: users.appendingPathComponent("alice.new"))
      let pc = try await NewPC(folder, profilePath: #"C:\Users\alice.new"#)
      _ = try await carryOut(environment, on: pc)
      #expect(
        try await value("background.picture", on: pc) == #"C:\Users\alice.new\"# + Self.wallpaper)
      #expect(try await file(Self.wallpaper, on: pc) != nil)
      let theme = try #require(
        try await file(#"AppData\Local\Microsoft\Windows\Themes\Custom.theme"#, on: pc))
      #expect(!String(decoding: theme, as: UTF8.self).contains(#"C:\Users\alice\"#))
      let before = try await pc.content()
      _ = try await carryOut(environment, on: pc)
      #expect(try await pc.content() == before)
    }
  }

  @Test("adds words to a dictionary and drops none")
  func dictionaries() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      try await put(words("Mine\r\nValise\r\n"), at: Self.spelling, on: pc)
      let report = try await carryOut(environment, on: pc)
      #expect(
        try await file(Self.spelling, on: pc) == words("Mine\r\nValise\r\nFrisia\r\nKlompenpad\r\n")
      )
      let result = report.results.first {
        $0.key.hasPrefix("typing.dictionary[") && $0.key.contains("en-US")
      }
      #expect(result?.outcome == .converted)
      #expect(result?.code == "file.merged")
    }
  }

  @Test("leaves another picture of the same name alone, and names the one it puts beside it")
  func sameName() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      try await put(Self.picture, at: Self.wallpaper, on: pc)
      _ = try await carryOut(environment, on: pc)
      #expect(try await file(Self.wallpaper, on: pc) == Self.picture)
      let other = #"Pictures\Wallpapers\Lake at dawn (2).jpg"#
      #expect(try await file(other, on: pc) != nil)
      #expect(try await value("background.picture", on: pc) == #"C:\Users\alice\"# + other)
      let before = try await pc.content()
      _ = try await carryOut(environment, on: pc)
      #expect(try await pc.content() == before)
    }
  }

  @Test("changes nothing the second time, of all components")
  func twice() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      _ = try await carryOut(environment, on: pc)
      let before = try await pc.content()
      let restore = pc.restore()
      let plan = try await restore.plan(for: environment)
      #expect(plan.settings.filter { $0.after != nil }.map(\.key) == [])
      #expect(plan.files.filter { $0.after != nil }.map(\.key) == [])
      #expect(plan.followUps == [])
      let report = try await restore.carryOut(
        plan, from: environment.source, profile: "p-1", version: 1, at: time + 3600)
      #expect(report.results.allSatisfy { $0.outcome == .left })
      #expect(try await pc.content() == before)
    }
  }

  @Test("writes nothing of a hostile snapshot outside its places, and no other kind of content")
  func hostile() async throws {
    let program = Data([0x4D, 0x5A] + Array(repeating: 0, count: 100))
    let files: [(id: String, path: String, content: Data, code: String)] = [
      ("background.picture-file", #"..\bob\x.jpg"#, Self.picture, "file.unsafePath"),
      ("background.picture-file", #"C:\Windows\x.jpg"#, Self.picture, "file.unsafePath"),
      ("background.picture-file", "x.jpg:y.jpg", Self.picture, "file.unsafePath"),
      ("background.picture-file", "NTUSER.DAT", Self.picture, "file.unsafePath"),
      ("background.picture-file", "a.exe", Self.picture, "file.unsafePath"),
      ("background.picture-file", "b.jpg", program, "file.otherContent"),
      ("typing.dictionary", "default.dic", words("x"), "file.unsafePath"),
      ("typing.dictionary", Self.spelling, program, "file.otherContent"),
      ("themes.theme-file", "x.theme", program, "file.otherContent"),
      ("nobody.knows", "c.jpg", Self.picture, "file.unknown"),
      ("sounds.sound-file", "d.wav", Data(count: 3 << 20), "file.tooLarge"),
    ]
    try await onNewPC { pc in
      let before = try await pc.content()
      let report = try await carryOut(
        environment(files.map { ($0.id, $0.path, $0.content) }), on: pc)
      for file in files {
        let result = report.results.first { $0.key == file.id + "[" + file.path + "]" }
        #expect(result?.outcome == .left && result?.code == file.code, "\(file.path)")
      }
      #expect(try await pc.content() == before)
    }
  }

  @Test("does not believe a content that is not the one its digest names")
  func wrongDigest() async throws {
    let good = environment([("background.picture-file", "x.jpg", Self.picture)])
    let json = try #require(try good.encodedComponents().first).bytes
    let other = Data([0xFF, 0xD8, 0xFF, 0xE1] + Array(repeating: 2, count: 100))
    let forged = String(decoding: json, as: UTF8.self)
      .replacingOccurrences(
        of: Self.picture.base64EncodedString(), with: other.base64EncodedString())
    let component = try CanonicalJSON.decode(FilesComponent.self, from: Data(forged.utf8))
    try await onNewPC { pc in
      let plan = try await pc.restore().plan(
        for: Environment(source: good.source, files: component))
      #expect(plan.files.map(\.decision.code) == ["file.damaged"])
    }
  }

  @Test("writes through no link in the profile")
  func links() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let bob = pc.folder.appendingPathComponent("Users/bob")
      try FileManager.default.createSymbolicLink(
        at: pc.folder.appendingPathComponent("Users/alice/Pictures"), withDestinationURL: bob)
      let before = try FileManager.default.subpathsOfDirectory(atPath: bob.path)
      let report = try await carryOut(environment, on: pc)
      #expect(
        report.results.first { $0.key == "background.picture-file[\(Self.wallpaper)]" }?.code
          == "file.noName")
      #expect(
        report.results.first { $0.key == "background.picture" }?.code == "setting.fileMissing")
      #expect(try FileManager.default.subpathsOfDirectory(atPath: bob.path) == before)
    }
  }

  @Test("leaves what is too large to be put back by an undo")
  func notUndoable() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    let shown = #"AppData\Roaming\Microsoft\Windows\Themes\TranscodedWallpaper"#
    try await onNewPC { pc in
      try await put(Data(count: 11 << 20), at: shown, on: pc)
      let report = try await carryOut(environment, on: pc)
      #expect(report.results.first { $0.key.contains("TranscodedW") }?.code == "file.notUndoable")
      #expect(try await file(shown, on: pc)?.count == 11 << 20)
    }
  }

  @Test("writes no more files than an undo can put back, however many a snapshot names")
  func tooMany() async throws {
    let files = (0..<1010).map { number in
      (
        id: "typing.dictionary",
        path: #"AppData\Roaming\Microsoft\Spelling\x\#(number)\default.dic"#,
        content: words("word")
      )
    }
    try await onNewPC { pc in
      let plan = try await pc.restore().plan(for: environment(files))
      #expect(plan.files.count { $0.after != nil } == 1000)
      #expect(plan.files.count { $0.decision.code == "file.tooMany" } == 10)
    }
  }

  @Test("says what was not taken, and asks the person to copy it")
  func omitted() async throws {
    let large = OmittedFile(
      id: "background.picture-file", path: #"Pictures\huge.png"#, size: 30 << 20, reason: .tooLarge)
    try await onNewPC { pc in
      let plan = try await pc.restore().plan(for: environment([], omitted: [large]))
      let file = try #require(plan.files.first)
      #expect(file.decision.code == "file.tooLarge")
      #expect(file.decision.reason.contains("30720 KB"))
      #expect(file.decision.reason.contains("10240 KB"))
      #expect(plan.followUps.map(\.code) == ["followUp.copyFiles"])
    }
  }

  @Test("brings with a chosen setting the file that it names, and nothing else")
  func selection() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let only = Selection(only: .init(settings: ["sounds.notification"]))
      let report = try await carryOut(environment, on: pc, selection: only)
      let changed = report.results.filter { $0.outcome != .left }.map(\.key)
      #expect(
        changed == ["sounds.notification", #"sounds.sound-file[Music\Sounds\soft bell.wav]"#])
    }
    try await onNewPC { pc in
      let except = Selection(except: .init(components: [.files]))
      let report = try await carryOut(environment, on: pc, selection: except)
      #expect(report.verifiedFiles == 0)
      #expect(
        report.results.first { $0.key == "background.picture" }?.code == "setting.fileMissing")
    }
  }

  @Test("is undone file by file, but for those that the person changed since")
  func undo() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      _ = try await carryOut(environment, on: pc)
      try await put(words("Mine since\r\n"), at: Self.spelling, on: pc)
      let report = try await pc.restore().undo(at: time)
      #expect(report.changedSince == [#"C:\Users\alice\"# + Self.spelling])
      #expect(report.putBack == report.settings + report.files - 1)
      #expect(try await file(Self.spelling, on: pc) == words("Mine since\r\n"))
      #expect(try await file(Self.wallpaper, on: pc) == nil)
    }
  }

  @Test("leaves at an undo what a link leads to, though it is what the restore wrote")
  func undoThroughLink() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      _ = try await carryOut(environment, on: pc)
      let pictures = pc.folder.appendingPathComponent("Users/alice/Pictures")
      let others = pc.folder.appendingPathComponent("Users/bob/Pics")
      try FileManager.default.moveItem(at: pictures, to: others)
      try FileManager.default.createSymbolicLink(
        atPath: pictures.path, withDestinationPath: "../bob/Pics")
      let before = try FileManager.default.subpathsOfDirectory(atPath: others.path)
      let report = try await pc.restore().undo(at: time)
      #expect(report.changedSince.contains(#"C:\Users\alice\"# + Self.wallpaper))
      #expect(try FileManager.default.subpathsOfDirectory(atPath: others.path) == before)
      #expect(try await file(#"Music\Sounds\soft bell.wav"#, on: pc) == nil)
    }
  }

  @Test(
    "does not believe a journal that asks for files no restore would write",
    arguments: [
      (#"C:\Users\alice\NTUSER.DAT"#, "/9j/4AAA"),
      (#"C:\Users\bob\Pictures\x.jpg"#, "/9j/4AAA"),
      (#"C:\Users\alice\..\bob\x.jpg"#, "/9j/4AAA"),
      (#"C:\Users\alice\Pictures\x.jpg"#, "TVqQAAMA"),
      (#"C:\Users\alice\Pictures\x.exe"#, "/9j/4AAA"),
      // [Theme] and a screen saver
      (#"C:\Users\alice\x.theme"#, "W1RoZW1lXQ0KW2Jvb3RdDQpTQ1JOU0FWRS5FWEU9eC5zY3INCg=="),
    ])
  func forgedJournal(path: String, content: String) async throws {
    let escaped = path.replacingOccurrences(of: "\\", with: #"\\"#)
    let journal = """
      {"id":"forged","number":1,"startedAt":"2026-11-23T08:00:00Z","profile":"p-1","version":1,\
      "source":{"name":"X","product":"windows10","build":"19045.1","edition":"Pro"},"registry":[],\
      "newKeys":[],"files":[{"path":"\(escaped)","after":"\(content)","isUndone":true}],\
      "state":"applying"}
      """
    _ = try CanonicalJSON.decode(RestoreJournal.self, from: Data(journal.utf8))
    try await onNewPC { pc in
      try await put(
        Data(journal.utf8), at: #"AppData\Local\Valise\Restores\forged\journal.json"#, on: pc)
      let before = try await pc.content()
      let resumed = try await pc.restore().resume(at: time)
      #expect(resumed.finished.isEmpty)
      #expect(resumed.unreadable.count == 1)
      #expect(try await pc.content() == before)
    }
  }
}
