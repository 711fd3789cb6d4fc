import Foundation
import UserEnvironment
import WindowsDevice

/// The journals of one person's restores on a PC. They lie in the person's own profile, since they
/// hold what the person's settings were and are.
struct JournalFolder: Sendable {
  let device: any Device
  let account: Account
  let catalog: SettingsCatalog

  /// `C:\Users\alice\AppData\Local\Valise\Restores`
  private var folder: String { account.profilePath + #"\AppData\Local\Valise\Restores"# }

  /// The Windows path of a file that belongs to a restore.
  func path(of name: String, in restore: String) -> String {
    folder + "\\" + restore + "\\" + name
  }

  func save(_ journal: RestoreJournal) async throws {
    try await device.replaceFile(
      at: path(of: Self.fileName, in: journal.id), with: try CanonicalJSON.encode(journal))
  }

  /// Forgets a restore of which nothing was done.
  func remove(_ journal: RestoreJournal) async throws {
    try await device.replaceFile(at: path(of: Self.fileName, in: journal.id), with: nil)
  }

  /// What lies in the folder.
  struct Contents {
    /// In the order in which they were begun.
    var journals: [RestoreJournal] = []
    /// The Windows paths of those that cannot be read, or that no restore wrote.
    var unreadable: [String] = []
  }

  func contents() async throws -> Contents {
    var contents = Contents()
    for restore in try await device.fileNames(in: folder) {
      let path = path(of: Self.fileName, in: restore)
      guard try await device.exists(at: path) else { continue }
      guard let bytes = try? await device.file(at: path),
        let journal = try? CanonicalJSON.decode(RestoreJournal.self, from: bytes),
        journal.id == restore, accepts(journal)
      else {
        contents.unreadable.append(path)
        continue
      }
      contents.journals.append(journal)
    }
    contents.journals.sort { ($0.number, $0.id) < ($1.number, $1.id) }
    return contents
  }

  /// Whether a journal is one that ``contents()`` gives back, and not among the unreadable.
  func accepts(_ journal: RestoreJournal) -> Bool {
    JournalCheck(catalog: catalog, account: account, folder: self).accepts(journal)
  }

  private static let fileName = "journal.json"
}
