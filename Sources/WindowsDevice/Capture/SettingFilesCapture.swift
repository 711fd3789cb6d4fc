import Foundation
import RegistryHive
import UserEnvironment

/// Takes the files that are settings out of a person's profile, by the catalog.
struct SettingFilesCapture {
  let device: any Device
  let account: Account
  let catalog: SettingsCatalog

  /// The files of a person with these settings.
  ///
  /// - Parameter software: the machine's SOFTWARE hive, which says where the lock screen's picture is.
  func files(settings: [Setting], software: Hive?) async throws -> FilesComponent {
    var found = FoundFiles()
    for row in catalog.files {
      switch row.source {
      case .path(let pattern):
        for path in try await paths(pattern) { await take(path, of: row, into: &found) }
      case .setting:
        for text in texts(of: settings, naming: row) {
          await take(named: text, of: row, into: &found)
        }
      case .lockScreen(let path):
        guard let path = ProfilePath(path),
          let picture = try await lockScreenPicture(software: software)
        else { continue }
        await take(path, of: row, from: picture, into: &found)
      }
    }
    return FilesComponent(
      profilePath: account.profilePath, files: found.files, contents: found.contents,
      omitted: found.omitted)
  }

  private struct FoundFiles {
    var files: [SettingFile] = []
    var contents: [FileContent] = []
    var omitted: [OmittedFile] = []

    var size: Int { contents.reduce(0) { $0 + $1.bytes.count } }
  }

  /// Far above what anybody has; it keeps the lists of names within the component's size.
  private static let mostFiles = 1000

  /// The paths that settings name for a row. The scheme of pointers names several, with commas between.
  private func texts(of settings: [Setting], naming row: SettingFileDefinition) -> [String] {
    let texts = settings.filter { row.isNamed(by: $0.id) }.compactMap(\.value.text)
    let isOne = { ProfilePath(of: $0, in: account.profilePath) != nil }
    return Set(texts.flatMap { isOne($0) ? [$0] : $0.split(separator: ",").map(String.init) })
      .sorted()
  }

  /// A file that a setting names. What lies in Windows is on the new PC as well; another person's or
  /// another disk's file is not taken.
  private func take(
    named text: String, of row: SettingFileDefinition, into found: inout FoundFiles
  ) async {
    if let path = ProfilePath(of: text, in: account.profilePath) {
      if row.allows(path) { await take(path, of: row, into: &found) }
    } else if Self.isFileElsewhere(text) {
      found.omitted.append(
        OmittedFile(id: row.id, path: text, size: nil, reason: .outsideProfile))
    }
  }

  private static func isFileElsewhere(_ text: String) -> Bool {
    let lower = text.lowercased()
    return lower.dropFirst().hasPrefix(#":\"#) && !lower.hasPrefix(#"c:\windows\"#)
      && !lower.hasPrefix(#"c:\program files"#)
  }

  private func take(
    _ path: ProfilePath, of row: SettingFileDefinition, from place: String? = nil,
    into found: inout FoundFiles
  ) async {
    func omit(_ reason: OmittedFile.Reason, size: Int? = nil) {
      found.omitted.append(
        OmittedFile(id: row.id, path: path.description, size: size, reason: reason))
    }
    guard found.files.count + found.omitted.count < Self.mostFiles else { return }
    let bytes: Data
    do {
      let place = place ?? path.path(in: account.profilePath)
      guard let content = try await device.unlinkedFile(at: place) else { return }
      bytes = content
    } catch {
      return omit((error as? DeviceError)?.code == .tooLarge ? .tooLarge : .unreadable)
    }
    guard bytes.count <= row.largestSize else { return omit(.tooLarge, size: bytes.count) }
    guard row.content.accepts(bytes) else { return omit(.otherContent, size: bytes.count) }
    let content = FileContent(bytes: bytes)
    if !found.contents.contains(where: { $0.digest == content.digest }) {
      guard found.size + bytes.count <= FilesComponent.largestTotal else {
        return omit(.noRoom, size: bytes.count)
      }
      found.contents.append(content)
    }
    found.files.append(
      SettingFile(
        id: row.id, path: path.description, size: bytes.count, digest: content.digest))
  }

  /// The paths in the profile that fit a pattern, in the spelling of the disk.
  private func paths(_ pattern: String) async throws -> [ProfilePath] {
    guard let components = SettingPattern(key: pattern, value: "")?.key else { return [] }
    var found = [""]
    for component in components {
      var below: [String] = []
      for folder in found {
        switch component {
        case .literal(let name):
          below.append(folder.isEmpty ? name : folder + "\\" + name)
        case .placeholder:
          for name in try await device.fileNames(in: account.profilePath + "\\" + folder)
          where component.instance(of: name) != nil {
            below.append(folder + "\\" + name)
          }
        }
      }
      found = below
    }
    return found.compactMap { ProfilePath($0) }
  }

  /// Where Windows keeps the picture that the person chose for the lock screen; nil when they chose none
  /// or the place cannot be known. Windows lets nobody but itself into it while it runs.
  private func lockScreenPicture(software: Hive?) async throws -> String? {
    let key =
      #"Microsoft\Windows\CurrentVersion\SystemProtectedUserData\"# + account.sid
      + #"\AnyoneRead\LockScreen"#
    guard let slot = try software?.key(at: key)?.text(named: "")?.first,
      slot.isASCII, slot.isLetter
    else { return nil }
    return #"C:\ProgramData\Microsoft\Windows\SystemData\"# + account.sid
      + #"\ReadOnly\LockScreen_\#(slot)\LockScreen.jpg"#
  }
}
