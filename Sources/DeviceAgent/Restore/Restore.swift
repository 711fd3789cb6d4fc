import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment
import WindowsDevice

/// Brings an environment to a device: plan, journal, changes, reading back, report.
public struct Restore: Sendable {
  private let device: any Device
  private let account: Account
  private let catalog: SettingsCatalog
  private let clock: any Clock<Duration>

  /// - Parameter clock: what a running Windows is waited for by.
  public init(
    device: any Device, account: Account, catalog: SettingsCatalog,
    clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.clock = clock
    self.device = device
    self.account = account
    self.catalog = catalog
  }

  /// What a restore would do. Changes nothing.
  ///
  /// - Parameters:
  ///   - appRules: what IT decided about apps.
  ///   - secrets: the sensitive settings that may come to this PC.
  public func plan(
    for environment: Environment, selection: Selection = .everything, appRules: AppRules = .none,
    secrets: SecretOptIn = .nothing
  ) async throws -> RestorePlan {
    try await RestorePlanning(
      device: device, account: account, catalog: catalog, appRules: appRules, secrets: secrets
    ).plan(environment, selection: selection)
  }

  /// Carries out a plan. When the power is cut, the next ``resume(at:)`` finishes it and ``undo(at:)``
  /// rolls it back; when a change fails, it is rolled back here. No value is ever half-written.
  ///
  /// - Parameters:
  ///   - source: where the environment comes from, for the journal, with `profile` and `version`.
  ///   - time: when the restore starts.
  /// - Throws: `DeviceError`, or ``AgentError`` with `agent.notUndoable`.
  public func carryOut(
    _ plan: RestorePlan, from source: SourceDevice, profile: String, version: Int, at time: Date
  ) async throws -> RestoreReport {
    try await checkTarget(of: plan)
    let journal = try await prepare(
      plan, from: source, profile: profile, version: version, at: time)
    let applied: RestoreJournal
    do {
      applied = try await steps.apply(journal, at: time)
    } catch {
      await rollBack(journal, at: time)
      throw error
    }
    return try await report(on: applied, plan: plan)
  }

  /// Puts back what was done before a change failed. On a full disk not even that can be noted: a
  /// restore of which nothing was done is forgotten instead. When all fails, the journal stays for
  /// the next visit.
  private func rollBack(_ journal: RestoreJournal, at time: Date) async {
    guard (try? await steps.undo(journal, at: time)) == nil,
      (try? await steps.isUntouched(journal)) == true
    else { return }
    try? await folder.remove(journal)
  }

  /// What a visit finds of earlier restores.
  public struct Resumed: Sendable, Hashable {
    /// The ids of the restores, and undos, that were interrupted and are finished now.
    public let finished: [String]
    /// The Windows paths of journals that cannot be read, or that no restore wrote: they are left
    /// alone.
    public let unreadable: [String]
  }

  /// Finishes restores that were interrupted, and undos likewise.
  public func resume(at time: Date) async throws -> Resumed {
    let contents = try await folder.contents()
    var finished: [String] = []
    for journal in contents.journals {
      switch journal.state {
      case .applying: _ = try await steps.apply(journal, at: time)
      case .undoing: _ = try await steps.undo(journal, at: time)
      case .placing: _ = try await steps.placePins(of: journal, at: time)
      case .applied:
        try await steps.settle(journal, at: time)
        continue
      case .undone: continue
      }
      finished.append(journal.id)
    }
    return Resumed(finished: finished, unreadable: contents.unreadable)
  }

  /// Puts back what the person's last restore on this PC changed. One that had nothing to change is
  /// passed over.
  ///
  /// - Throws: ``AgentError`` with `agent.nothingToUndo`, or `agent.unreadableJournal` when that is
  ///   all there is.
  public func undo(at time: Date) async throws -> UndoReport {
    let contents = try await folder.contents()
    guard let journal = contents.journals.last(where: { $0.state != .undone && !$0.isEmpty })
    else {
      guard let path = contents.unreadable.last else {
        throw AgentError(
          .nothingToUndo, "\(account.name) has no restore on this PC that is not undone already.")
      }
      throw AgentError(
        .unreadableJournal,
        "The restore journal \(path) is damaged, or was not written by a restore. Keep the file and "
          + "ask the help desk: it says how this PC was before.")
    }
    try await device.checkWritable(for: account)
    let changedSince = try await steps.undo(journal, at: time)
    let apps = try await AppInstallation(device: device, account: account, catalog: catalog)
      .report().apps
    let settings = journal.registry.count
    let files = journal.files.count(where: \.isUndone)
    return UndoReport(
      restore: journal.id, source: journal.source, settings: settings, files: files,
      putBack: settings + files - changedSince.changes.count,
      changedSince: changedSince.changes + changedSince.pins,
      droppedApps: apps.filter { $0.restore == journal.id && $0.state == .dropped }.map(\.name))
  }

  private var folder: JournalFolder {
    JournalFolder(device: device, account: account, catalog: catalog)
  }

  private var placing: PinPlacing {
    PinPlacing(device: device, account: account, clock: clock)
  }

  private var steps: JournalSteps {
    JournalSteps(device: device, account: account, folder: folder, placing: placing)
  }

  // MARK: Before the first change

  /// Makes sure that what the plan changes can be changed.
  private func checkTarget(of plan: RestorePlan) async throws {
    try await device.checkWritable(for: account)
    let hives = Set(plan.settings.filter { $0.after != nil }.compactMap(\.place?.hive))
    for kind in hives {
      try await device.hive(kind, of: account).checkUndamaged(kind.fileName)
    }
  }

  /// Notes everything that will be done and what is there now, durably.
  ///
  /// - Throws: ``AgentError`` with `agent.notUndoable`, before anything is written.
  private func prepare(
    _ plan: RestorePlan, from source: SourceDevice, profile: String, version: Int, at time: Date
  ) async throws -> RestoreJournal {
    let id = Self.restoreID(at: time)
    let earlier = try await folder.contents().journals
    let registry = plan.settings.compactMap { setting -> RestoreJournal.RegistryChange? in
      guard let place = setting.place, let after = setting.after else { return nil }
      return RestoreJournal.RegistryChange(
        setting: setting.writtenAs, name: setting.name, place: place, before: setting.before,
        after: after)
    }
    let journal = RestoreJournal(
      id: id, number: min((earlier.last?.number ?? 0) + 1, RestoreJournal.largestNumber),
      startedAt: time, profile: profile, version: version, source: source,
      registry: registry, newKeys: try await newKeys(for: registry),
      files: try await files(for: plan, restore: id, at: time), pins: try await pins(for: plan),
      state: .applying)
    // What is not believed afterwards could neither be finished nor undone.
    guard folder.accepts(journal) else {
      throw AgentError(
        .notUndoable,
        "The restore has a change that could not be undone, so nothing was changed. Leave settings "
          + "out with --except, and report this as an error of Valise.")
    }
    try await folder.save(journal)
    return journal
  }

  private static func restoreID(at time: Date) -> String {
    let stamp = time.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
    return stamp + "-" + UUID().uuidString.prefix(8).lowercased()
  }

  private func newKeys(
    for changes: [RestoreJournal.RegistryChange]
  ) async throws -> [RestoreJournal.NewKey] {
    let reader = RegistryReader(device: device, account: account)
    var keys: [RestoreJournal.NewKey] = []
    var seen: Set<RestoreJournal.NewKey> = []
    for change in changes {
      let hive = change.place.hive
      for key in try await reader.missingKeys(to: change.place.key, in: hive) {
        let identity = RestoreJournal.NewKey(hive: hive, key: key.lowercased())
        guard seen.insert(identity).inserted else { continue }
        keys.append(RestoreJournal.NewKey(hive: hive, key: key))
      }
    }
    return keys
  }

  private func files(
    for plan: RestorePlan, restore: String, at time: Date
  ) async throws -> [RestoreJournal.FileChange] {
    var files: [RestoreJournal.FileChange] = []
    let pins = plan.startPins.filter { $0.result != nil && $0.waitsFor == nil }.component()
    let file = StartPinsFile(device: device, account: account)
    if plan.startPlacement?.way == .startFile, plan.startPins.contains(where: { $0.result != nil }),
      try await file.document()?.pins.pins.map(\.target) != pins.pins.map(\.target)
    {
      files.append(
        RestoreJournal.FileChange(
          path: file.path, before: try await device.file(at: file.path),
          after: try await file.content(with: pins, at: time), isUndone: true))
    }
    for file in plan.files {
      guard let path = file.path, let content = file.content else { continue }
      files.append(
        RestoreJournal.FileChange(
          path: path, before: try await device.unlinkedFile(at: path), after: content,
          isUndone: true))
    }
    if let document = try RestoreReport.wingetImport(for: plan, at: time) {
      files.append(
        RestoreJournal.FileChange(
          path: folder.path(of: RestoreReport.wingetFileName, in: restore), before: nil,
          after: document, isUndone: false))
    }
    let queue = InstallQueue(restore: restore, apps: plan.installQueue)
    if !queue.apps.isEmpty {
      files.append(
        RestoreJournal.FileChange(
          path: folder.path(of: InstallQueueFolder.fileName, in: restore), before: nil,
          after: try CanonicalJSON.encode(queue), isUndone: false))
    }
    return files
  }

  private func pins(for plan: RestorePlan) async throws -> PinRecord? {
    let reader = RegistryReader(device: device, account: account)
    return try await PinRecord(plan) { component in
      try await placing.current(component)
    } missingKeys: { policy in
      try await reader.missingKeys(to: policy.key, in: policy.hive)
    }
  }

  // MARK: After the last change

  /// Reads back what was written.
  private func report(
    on journal: RestoreJournal, plan: RestorePlan
  ) async throws -> RestoreReport {
    let results = try await settingResults(plan) + fileResults(plan)
    func count(_ component: ComponentKind) -> Int {
      results.count { $0.component == component && [.applied, .converted].contains($0.outcome) }
    }
    func notKept(_ component: ComponentKind) -> [String] {
      results.filter { $0.component == component && $0.outcome == .notKept }.map(\.name)
    }
    var pins: [PinResult] = []
    for (component, part) in journal.pins?.parts ?? [] {
      pins += try await placing.results(part, component)
    }
    let winget = folder.path(of: RestoreReport.wingetFileName, in: journal.id)
    return RestoreReport(
      restore: journal.id, plan: plan, results: results, followUps: plan.followUps,
      verifiedSettings: count(.settings), settingsNotKept: notKept(.settings),
      verifiedFiles: count(.files), filesNotKept: notKept(.files),
      verifiedPins: pins.count { $0.state == .present },
      pinsNotKept: pins.filter { $0.state == .missing }.map(\.pin.description), pins: pins,
      installQueue: plan.installQueue,
      wingetImportPath: journal.files.contains { $0.path == winget } ? winget : nil)
  }

  private func settingResults(_ plan: RestorePlan) async throws -> [ItemResult] {
    let reader = RegistryReader(device: device, account: account)
    var results: [ItemResult] = []
    for setting in plan.settings {
      var isKept = true
      if let place = setting.place, let after = setting.after {
        isKept = try await reader.value(at: place) == after
      }
      results.append(
        ItemResult(
          .settings, key: setting.key, name: setting.name, setting.decision, isKept: isKept))
    }
    return results
  }

  private func fileResults(_ plan: RestorePlan) async throws -> [ItemResult] {
    var results: [ItemResult] = []
    for file in plan.files {
      var isKept = true
      if let path = file.path, let content = file.content {
        isKept = try await device.unlinkedFile(at: path) == content
      }
      results.append(
        ItemResult(.files, key: file.key, name: file.name, file.decision, isKept: isKept))
    }
    return results
  }
}
