import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Says whether a journal could have been written by a restore of this person.
///
/// The journal lies in the person's profile, where the person can change it, and the agent may have
/// rights that the person has not. So what a journal asks for is believed only as far as a restore
/// could have written it: values in places that the catalog gives to the very setting, the
/// person's own pins, and files where the catalog allows them, with such content.
struct JournalCheck: Sendable {
  let catalog: SettingsCatalog
  let account: Account
  let folder: JournalFolder

  func accepts(_ journal: RestoreJournal) -> Bool {
    (1...RestoreJournal.largestNumber).contains(journal.number)
      && journal.registry.allSatisfy(isOfItsSetting)
      && areOnTheWay(journal.newKeys, to: journal.registry)
      && journal.files.allSatisfy { isOfRestore($0, journal.id) }
      && journal.pins?.isPlausible != false
      && !journal.id.contains { $0 == "\\" || $0 == "/" || $0 == "." }
  }

  private func isOfItsSetting(_ change: RestoreJournal.RegistryChange) -> Bool {
    let place = change.place
    guard let match = catalog.match(hive: place.hive, key: place.key, value: place.value),
      [.portable, .profilePath].contains(match.row.portability),
      match.row.sensitivity != .secret || isOfPerson(place)
    else { return false }
    let values = [change.before, change.after].compactMap { $0 }
    guard values.allSatisfy({ SettingsPlanner.refusal(of: $0, match.row) == nil }) else {
      return false
    }
    let setting = Setting(id: match.row.id, instance: match.instance, value: change.after)
    return setting.key.lowercased() == change.setting.lowercased()
  }

  /// Sensitive settings are restored where they were opted in, which a journal cannot say. In their own
  /// hives the person could write them without the agent.
  private func isOfPerson(_ place: RegistryPlace) -> Bool {
    place.hive == .user || place.hive == .classes
  }

  /// Whether every key holds a changed value or lies above one that does.
  private func areOnTheWay(
    _ keys: [RestoreJournal.NewKey], to changes: [RestoreJournal.RegistryChange]
  ) -> Bool {
    // Both lists may have tens of thousands of entries, so they are not compared each with each.
    var known: Set<RestoreJournal.NewKey> = []
    for change in changes {
      var path = Substring(change.place.key.lowercased())
      func isNew(_ path: Substring) -> Bool {
        known.insert(.init(hive: change.place.hive, key: String(path))).inserted
      }
      while isNew(path), let end = path.lastIndex(of: "\\") { path = path[..<end] }
    }
    return keys.allSatisfy {
      known.contains(RestoreJournal.NewKey(hive: $0.hive, key: $0.key.lowercased()))
    }
  }

  private func isOfRestore(_ file: RestoreJournal.FileChange, _ restore: String) -> Bool {
    file.path == StartPinsFile.path(of: account) || isSettingFile(file)
      || !file.isUndone
        && [RestoreReport.wingetFileName, InstallQueueFolder.fileName].contains {
          file.path == folder.path(of: $0, in: restore)
        }
  }

  private func isSettingFile(_ file: RestoreJournal.FileChange) -> Bool {
    guard file.isUndone, file.path.hasPrefix(account.profilePath + "\\"),
      let path = ProfilePath(of: file.path, in: account.profilePath)
    else { return false }
    return catalog.files.contains { row in
      row.allows(path) && file.after.count <= row.largestSize
        && row.content.accepts(file.after, restoredTo: account.profilePath)
    }
  }
}
