import Foundation
import RegistryHive
import WindowsDevice

/// LAPTOP-9C1, the Windows 11 PC that both people get: during its setup, or set up. Its profiles
/// are as Windows makes them.
struct NewPC {
  let resources: SampleResources
  let setUpAt: Date
  let isSetUp: Bool

  func write(to volume: SampleFiles) throws(SampleVolumeError) {
    let state = isSetUp ? "set-up" : "during-setup"
    var software = SampleHive(named: "SOFTWARE", at: setUpAt)
    for name in ["software", "software-" + state] {
      try software.add(
        resources.text("windows11/\(name).reg"), below: SampleHive.Root.software)
    }
    let seconds = UInt32(max(0, min(setUpAt.timeIntervalSince1970, Double(UInt32.max))))
    try software.set(
      "InstallDate", type: .dword, bytes: withUnsafeBytes(of: seconds.littleEndian) { Array($0) },
      at: #"Microsoft\Windows NT\CurrentVersion"#)
    try volume.write(software.bytes(), to: VolumePath.software)

    var system = SampleHive(named: "SYSTEM", at: setUpAt)
    for name in ["system", "system-" + state] {
      try system.add(resources.text("windows11/\(name).reg"), below: SampleHive.Root.system)
    }
    try volume.write(system.bytes(), to: VolumePath.system)
    for file in Self.windowsFiles { try volume.write([], to: "Windows/" + file) }

    for user in SampleVolume.Layout.users {
      try writeProfile(of: user, to: volume)
    }
  }

  /// The files of Windows itself that the settings of the old PC name. A restore only looks whether
  /// they are there, so they are empty.
  private static let windowsFiles = [
    "Cursors/arrow_rl.cur", "Cursors/busy_rl.cur", "System32/Bubbles.scr",
  ]

  private func writeProfile(of user: String, to volume: SampleFiles) throws(SampleVolumeError) {
    var settings = SampleHive(named: "NTUSER.DAT", at: setUpAt)
    try settings.add(profile("ntuser.reg", of: user), below: SampleHive.Root.user)
    try volume.write(settings.bytes(), to: VolumePath.userHive(user))
    var classes = SampleHive(named: "UsrClass.dat", at: setUpAt)
    try classes.add(profile("usrclass.reg", of: user), below: SampleHive.Root.classes)
    try volume.write(classes.bytes(), to: VolumePath.classesHive(user))
    try volume.write(startPins(), to: VolumePath.start2(user))
    let layout = try resources.layout("windows11/profile/layout.json")
    for link in layout.taskbarLinks {
      try volume.write(
        ShellLink(target: link.target).encoded(),
        to: VolumePath.taskbarLink(user, named: link.name))
    }
  }

  /// The description of the profile is written for alice.
  private func profile(_ name: String, of user: String) throws(SampleVolumeError) -> String {
    try resources.text("windows11/profile/" + name)
      .replacing(#"C:\\Users\\alice"#, with: #"C:\\Users\\"# + user)
  }

  private func startPins() throws(SampleVolumeError) -> [UInt8] {
    let content = try resources.text("windows11/profile/start-pins.json")
    let time = FileTime(secondsSince1970: setUpAt.timeIntervalSince1970)
    do {
      let document = try StartPinsDocument(json: Array(content.utf8))
      return try Start2File(time: time.ticks, content: document.json()).encoded()
    } catch {
      throw SampleVolumeError(.badResource, "The sample's pins cannot be made.", cause: error)
    }
  }
}
