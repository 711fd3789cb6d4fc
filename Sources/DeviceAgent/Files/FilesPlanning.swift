import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Plans what becomes of the files of a snapshot on a PC: looks at what is there and decides for each
/// file. Changes nothing.
///
/// A snapshot is data from elsewhere. So a file goes only where the catalog's row allows it, in the
/// person's own profile, and only when it holds what files of its kind hold.
struct FilesPlanning: Sendable {
  let device: any Device
  let account: Account
  let catalog: SettingsCatalog
  let selection: Selection
  /// `CurrentBuild` of the target.
  let build: Int

  /// What becomes of the files, and where those that settings name are afterwards.
  struct Result {
    var files: [PlannedFile] = []
    var moved = MovedFiles()
  }

  func plan(
    _ source: FilesComponent, namedBy settings: SettingsComponent?
  ) async throws -> Result {
    var result = Result()
    let namers = FileNamers(settings)
    var use = JournalUse()
    // Themes name pictures, so where these go must be known.
    let ordered = source.files.sorted { $0.isTheme(in: catalog) < $1.isTheme(in: catalog) }
    let contents = source.verifiedContents()
    for file in ordered {
      let planned = try await plan(
        file, contents[file.digest], from: source.profilePath, namers: namers,
        moved: result.moved, use: &use)
      result.files.append(planned.file)
      if let path = planned.path { result.moved.add(file.path, at: path) }
    }
    result.files += source.omitted.map(leaving)
    result.files.sort { $0.key < $1.key }
    return result
  }

  /// What the planned files need in the restore's journal, which has to stay readable: a snapshot could
  /// name any number of files.
  private struct JournalUse {
    /// In lower case.
    var paths: Set<String> = []
    private var files = 1000
    private var bytes = 2 * FilesComponent.largestTotal

    var hasRoom: Bool { files > 0 }

    /// Whether there is room for a file as it was and as it will be.
    mutating func takes(_ before: Data?, _ after: Data?) -> Bool {
      guard let after else { return true }
      let size = (before?.count ?? 0) + after.count
      guard files > 0, size <= bytes else { return false }
      files -= 1
      bytes -= size
      return true
    }
  }

  /// A planned file, and where its content is afterwards; nil for one that is left without.
  private typealias Planned = (file: PlannedFile, path: ProfilePath?)

  private func plan(
    _ file: SettingFile, _ bytes: Data?, from oldProfile: String, namers: FileNamers,
    moved: MovedFiles, use: inout JournalUse
  ) async throws -> Planned {
    guard use.hasRoom else { return (left(file.key, nil, .noRoomOnRestore), nil) }
    guard let row = catalog.file(withID: file.id) else {
      return (left(file.key, nil, .unknown), nil)
    }
    guard let path = ProfilePath(file.path), row.allows(path) else {
      return (left(file.key, row, .unsafePath), nil)
    }
    if let refusal = refusal(of: file, row, namers: namers) {
      return (left(file.key, row, refusal), nil)
    }
    guard let bytes else { return (left(file.key, row, .damaged), nil) }
    guard bytes.count <= row.largestSize else { return (left(file.key, row, .tooLarge), nil) }
    guard let content = content(bytes, row.content, from: oldProfile, moved) else {
      return (left(file.key, row, .otherContent), nil)
    }
    return try await place(
      content, isConverted: content != bytes, of: file, row, at: path, use: &use)
  }

  private func refusal(
    of file: SettingFile, _ row: SettingFileDefinition, namers: FileNamers
  ) -> FileDecision? {
    let names = [file.id, file.key] + namers.settings(naming: file.path)
    if !selection.includes(fileNamed: names, category: row.category) { return .notChosen }
    if build < row.firstBuild || row.lastBuild.map({ build > $0 }) ?? false {
      return .notOnThisBuild
    }
    return nil
  }

  /// The content as it may go to this PC; nil when it is not of its kind.
  private func content(
    _ bytes: Data, _ kind: SettingFileDefinition.Content, from old: String, _ moved: MovedFiles
  ) -> Data? {
    guard kind.accepts(bytes) else { return nil }
    switch kind {
    case .theme:
      return ThemeFile(bytes)?
        .harmless(from: old, to: account.profilePath, moved: moved.paths).bytes
    case .dictionary: return WordList(bytes)?.bytes
    case .picture, .sound, .pointer: return bytes
    }
  }

  // MARK: Where it goes

  /// Puts the content at its path, or beside another file there under a name of its own.
  private func place(
    _ content: Data, isConverted: Bool, of file: SettingFile, _ row: SettingFileDefinition,
    at path: ProfilePath, use: inout JournalUse
  ) async throws -> Planned {
    let isBeside = row.merge == .beside
    for number in 1...(isBeside ? SettingFileDefinition.mostNumbers : 1) {
      guard let path = number == 1 ? path : path.numbered(number), row.allows(path) else { break }
      let place = path.path(in: account.profilePath)
      let present: Data?
      do {
        present = try await device.unlinkedFile(at: place)
      } catch {
        if isBeside { continue }
        return (left(file.key, row, .unreadable), nil)
      }
      if present == content { return (left(file.key, row, .same, at: place, present), path) }
      guard use.paths.insert(place.lowercased()).inserted, !isBeside || present == nil else {
        continue
      }
      let planned = merge(content, isConverted: isConverted || number > 1, into: present, row)
      guard use.takes(present, planned.content) else {
        return (left(file.key, row, .noRoomOnRestore), nil)
      }
      let plan = PlannedFile(
        key: file.key, name: row.name, category: row.category,
        decision: planned.decision.decision, path: place,
        before: present.map { PlannedFile.Summary($0) }, content: planned.content,
        effect: row.effect,
        request: planned.content.flatMap { _ in request(row, place) })
      return (plan, planned.content == nil && planned.decision != .same ? nil : path)
    }
    return (left(file.key, row, .noName), nil)
  }

  private func merge(
    _ content: Data, isConverted: Bool, into present: Data?, _ row: SettingFileDefinition
  ) -> (decision: FileDecision, content: Data?) {
    guard let present else { return (isConverted ? .converted : .new, content) }
    // An undo puts back what is there now, from the journal, which has to stay readable.
    guard present.count <= row.largestSize else { return (.notUndoable, nil) }
    guard row.merge == .lines else { return (isConverted ? .converted : .differs, content) }
    guard let there = WordList(present), let wanted = WordList(content) else {
      return (.unreadable, nil)
    }
    let merged = there.adding(wanted)
    guard merged != there else { return (.same, nil) }
    guard merged.bytes.count <= row.largestSize else { return (.tooLarge, nil) }
    return (.merged, merged.bytes)
  }

  /// What only the person can do.
  private func request(_ row: SettingFileDefinition, _ place: String) -> String? {
    guard case .lockScreen = row.source else { return nil }
    return "Choose the picture of the lock screen in Settings > Personalization > Lock screen: "
      + "it is \(place)."
  }

  // MARK: What is left

  private func left(
    _ key: String, _ row: SettingFileDefinition?, _ decision: FileDecision,
    at place: String? = nil, _ present: Data? = nil
  ) -> PlannedFile {
    PlannedFile(
      key: key, name: row?.name ?? key, category: row?.category ?? "",
      decision: decision.decision, path: place,
      before: present.map { PlannedFile.Summary($0) }, content: nil, effect: row?.effect ?? .none)
  }

  private func leaving(_ file: OmittedFile) -> PlannedFile {
    let row = catalog.file(withID: file.id)
    return left(file.key, row, FileDecision(file, row))
  }
}

extension SettingFile {
  /// 1 for a theme, 0 for any other file.
  fileprivate func isTheme(in catalog: SettingsCatalog) -> Int {
    catalog.file(withID: id)?.content == .theme ? 1 : 0
  }
}
