import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Carries out a journal, forwards or backwards. Every step may be done again: after an interruption
/// the whole is simply repeated, and the PC ends in the same state.
struct JournalSteps: Sendable {
  let device: any Device
  let account: Account
  let folder: JournalFolder
  let placing: PinPlacing

  /// Makes the changes of a journal that was saved as `applying`.
  ///
  /// After an interruption, what somebody changed since stays as it is.
  ///
  /// - Returns: the journal in the state `applied`.
  func apply(_ journal: RestoreJournal, at time: Date) async throws -> RestoreJournal {
    var journal = journal
    let changedSince = try await changedSinceRestore(journal)
    for hive in SettingDefinition.HiveKind.allCases {
      let changes = journal.registry.filter {
        $0.place.hive == hive && !changedSince.places.contains($0.place)
      }
      let edits = changes.map { change in
        RegistryEdit.setValue(key: change.place.key, name: change.place.value, change.after)
      }
      try await device.apply(edits, to: hive, of: account, at: time)
    }
    for file in journal.files where !changedSince.files.contains(file.path) {
      try await device.replaceFile(at: file.path, with: file.after)
    }
    try await finish(&journal, at: time)
    return journal
  }

  /// Places the pins of a journal that was saved as `placing`: nothing else is touched.
  ///
  /// - Returns: the journal in the state `applied`.
  func placePins(of journal: RestoreJournal, at time: Date) async throws -> RestoreJournal {
    var journal = journal
    let changedSince = try await changedSinceRestore(journal).files
    let pinsFile = StartPinsFile.path(of: account)
    for file in journal.files
    where file.path == pinsFile && !changedSince.contains(file.path) {
      try await device.replaceFile(at: file.path, with: file.after)
    }
    try await finish(&journal, at: time)
    return journal
  }

  /// Places the pins, which the files of a journal must precede, and notes that all is done.
  private func finish(_ journal: inout RestoreJournal, at time: Date) async throws {
    for (component, part) in journal.pins?.parts ?? [] where !part.isSettled {
      try await placing.place(part, component, at: time)
    }
    try await advance(&journal, to: .applied)
  }

  /// Takes away what Windows has taken over by now.
  func settle(_ journal: RestoreJournal, at time: Date) async throws {
    var journal = journal
    guard let part = journal.pins?.taskbar,
      try await placing.settle(part, at: time)
    else { return }
    journal.pins?.taskbar?.isSettled = true
    try await folder.save(journal)
  }

  /// What was changed since a restore and stays as it is, by name.
  struct ChangedSince {
    /// Settings and files, each of them one change of the journal.
    let changes: [String]
    /// Pins, which a journal does not hold as changes.
    let pins: [String]
  }

  /// Puts everything back as the journal says it was, except what was changed since the restore.
  func undo(_ journal: RestoreJournal, at time: Date) async throws -> ChangedSince {
    var journal = journal
    var changedSince = try await changedSinceRestore(journal)
    for file in journal.files where file.isPartlyTheirs == true {
      changedSince.files.insert(file.path)
    }
    try await advance(&journal, to: .undoing)
    for hive in SettingDefinition.HiveKind.allCases {
      let restored = journal.registry.reversed().filter {
        $0.place.hive == hive && !changedSince.places.contains($0.place)
      }
      let values = restored.map { change in
        if let before = change.before {
          RegistryEdit.setValue(key: change.place.key, name: change.place.value, before)
        } else {
          RegistryEdit.removeValue(key: change.place.key, name: change.place.value)
        }
      }
      let keys = journal.newKeys.reversed().filter { $0.hive == hive }.map {
        RegistryEdit.removeEmptyKey($0.key)
      }
      try await device.apply(values + keys, to: hive, of: account, at: time)
    }
    for file in journal.files where file.isUndone && !changedSince.files.contains(file.path) {
      try await device.replaceFile(at: file.path, with: file.before)
    }
    var pinsThatStay: [String] = []
    for (component, part) in journal.pins?.parts ?? [] {
      pinsThatStay += try await placing.takeBack(part, component, at: time)
    }
    try await advance(&journal, to: .undone)
    let settings = journal.registry.filter { changedSince.places.contains($0.place) }.map(\.name)
    let files = journal.files.map(\.path).filter(changedSince.files.contains)
    return ChangedSince(changes: settings + files, pins: pinsThatStay)
  }

  /// Whether nothing of the journal was done.
  func isUntouched(_ journal: RestoreJournal) async throws -> Bool {
    let reader = RegistryReader(device: device, account: account)
    for change in journal.registry where try await reader.value(at: change.place) != change.before {
      return false
    }
    for file in journal.files where try await device.unlinkedFile(at: file.path) != file.before {
      return false
    }
    for (component, part) in journal.pins?.parts ?? [] {
      guard try await placing.isUntouched(part, component) else { return false }
    }
    return true
  }

  /// What is neither as the restore makes it nor as it was before it: somebody changed it since.
  private func changedSinceRestore(
    _ journal: RestoreJournal
  ) async throws -> (places: Set<RegistryPlace>, files: Set<String>) {
    var places: Set<RegistryPlace> = []
    var files: Set<String> = []
    let reader = RegistryReader(device: device, account: account)
    for change in journal.registry {
      let now = try await reader.value(at: change.place)
      if now != change.after && now != change.before { places.insert(change.place) }
    }
    for file in journal.files where file.isUndone {
      if try await !isAsRestoreLeft(file) { files.insert(file.path) }
    }
    return (places, files)
  }

  /// Whether a file is as the restore makes it or as it was before it. One that a link leads to is not,
  /// whatever its content: a restore writes through none, so it may be anybody's.
  private func isAsRestoreLeft(_ file: RestoreJournal.FileChange) async throws -> Bool {
    do {
      let now = try await device.unlinkedFile(at: file.path)
      return [file.after, file.found ?? file.after, file.before].contains(now)
    } catch let error as DeviceError {
      guard error.code == .outsideVolume else { throw error }
      return false
    }
  }

  private func advance(
    _ journal: inout RestoreJournal, to state: RestoreJournal.State
  ) async throws {
    journal.state = state
    try await folder.save(journal)
  }
}
