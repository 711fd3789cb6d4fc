import Foundation
import RegistryHive
import UserEnvironment
import WindowsDevice

/// DESKTOP-4F2, the Windows 10 PC that both people have worked on.
struct OldPC {
  let resources: SampleResources
  let lastUsedAt: Date

  func write(to volume: SampleFiles) throws(SampleVolumeError) {
    try volume.write(
      hive("SOFTWARE", SampleHive.Root.software, "software.reg").bytes(),
      to: VolumePath.software)
    try volume.write(
      hive("SYSTEM", SampleHive.Root.system, "system.reg").bytes(), to: VolumePath.system)
    for user in SampleVolume.Layout.users {
      try writeProfile(of: user, to: volume)
    }
  }

  private func writeProfile(of user: String, to volume: SampleFiles) throws(SampleVolumeError) {
    let layout = try resources.layout("windows10/\(user)/layout.json")
    var settings = try hive("NTUSER.DAT", SampleHive.Root.user, "\(user)/ntuser.reg")
    try settings.set(
      "Data", type: .binary, bytes: try tileRecord(layout), at: Self.tileKey)
    try SampleCloudStore(
      records: resources.decoded(
        [SampleCloudStore.Record].self, from: "windows10/\(user)/cloud-store.json")
    ).add(to: &settings, at: FileTime(secondsSince1970: lastUsedAt.timeIntervalSince1970))
    try volume.write(settings.bytes(), to: VolumePath.userHive(user))
    try volume.write(
      hive("UsrClass.dat", SampleHive.Root.classes, "\(user)/usrclass.reg").bytes(),
      to: VolumePath.classesHive(user))
    for link in layout.taskbarLinks {
      try volume.write(
        ShellLink(target: link.target).encoded(),
        to: VolumePath.taskbarLink(user, named: link.name))
    }
    try writeFiles(of: user, to: volume)
  }

  /// The files that are settings: pictures, sounds, dictionaries.
  private func writeFiles(of user: String, to volume: SampleFiles) throws(SampleVolumeError) {
    let folder = "windows10/\(user)/profile"
    for path in resources.files(below: folder) {
      let bytes = try resources.bytes(folder + "/" + path)
      try volume.write(
        Self.isDictionary(path) ? Self.dictionary(bytes) : bytes, to: "Users/\(user)/\(path)")
    }
    if let sid = Self.peopleWithLockScreen[user] {
      try volume.write(
        resources.bytes("windows10/\(user)/lock-screen.jpg"),
        to: VolumePath.lockScreen(sid))
    }
  }

  private static let peopleWithLockScreen = [
    "alice": "S-1-12-1-1780419646-1266307796-188686750-276467036"
  ]

  private static func isDictionary(_ path: String) -> Bool {
    [".dic", ".acl", ".exc"].contains(where: path.hasSuffix)
  }

  /// Windows' form of a dictionary, from plain lines.
  private static func dictionary(_ lines: [UInt8]) -> [UInt8] {
    let text = String(decoding: lines, as: UTF8.self).replacing("\n", with: "\r\n")
    return [0xFF, 0xFE] + text.utf16.littleEndianBytes()
  }

  private func hive(
    _ name: String, _ root: String, _ description: String
  ) throws(SampleVolumeError) -> SampleHive {
    var hive = SampleHive(named: name, at: lastUsedAt)
    try hive.add(resources.text("windows10/" + description), below: root)
    return hive
  }

  private func tileRecord(_ layout: SampleLayout) throws(SampleVolumeError) -> [UInt8] {
    let time = FileTime(secondsSince1970: lastUsedAt.timeIntervalSince1970)
    do {
      return try TileCollection(groups: layout.pinGroups()).record(time: time.ticks)
    } catch {
      throw SampleVolumeError(.badResource, "The sample's tiles cannot be made.", cause: error)
    }
  }

  private static let tileKey =
    #"Software\Microsoft\Windows\CurrentVersion\CloudStore\Store\Cache\DefaultAccount\"#
    + "$de${5f2c7b1e-8a4d-4c39-9b06-e1d3f7a2c845}$start.tilegrid$windows.data."
    + #"curatedtilecollection.tilecollection\Current"#
}

/// Where a Windows disk has its files, with `/` between the folders.
enum VolumePath {
  static let software = "Windows/System32/config/SOFTWARE"
  static let system = "Windows/System32/config/SYSTEM"

  static func userHive(_ user: String) -> String { "Users/\(user)/NTUSER.DAT" }

  static func classesHive(_ user: String) -> String {
    "Users/\(user)/AppData/Local/Microsoft/Windows/UsrClass.dat"
  }

  static func start2(_ user: String) -> String {
    "Users/\(user)/AppData/Local/Packages/"
      + "Microsoft.Windows.StartMenuExperienceHost_cw5n1h2txyewy/LocalState/start2.bin"
  }

  static func lockScreen(_ sid: String) -> String {
    "ProgramData/Microsoft/Windows/SystemData/\(sid)/ReadOnly/LockScreen_O/LockScreen.jpg"
  }

  static func taskbarLink(_ user: String, named name: String) -> String {
    "Users/\(user)/AppData/Roaming/Microsoft/Internet Explorer/Quick Launch/User Pinned/TaskBar/"
      + "\(name).lnk"
  }
}
