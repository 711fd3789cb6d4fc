import Foundation
import UserEnvironment
import WindowsDevice

/// The queues of one person's restores on a PC. Each lies beside its restore's journal, which says
/// whether it still counts.
struct InstallQueueFolder: Sendable {
  let device: any Device
  let journals: JournalFolder

  static let fileName = "install-queue.json"

  /// A queue and the state of its restore.
  struct Stored {
    let queue: InstallQueue
    let restore: RestoreJournal.State
  }

  /// The queues of all finished and undone restores, in the order in which the restores were begun.
  func queues() async throws -> [Stored] {
    var stored: [Stored] = []
    for journal in try await journals.contents().journals where journal.state != .applying {
      guard let queue = try await queue(of: journal) else { continue }
      stored.append(Stored(queue: queue, restore: journal.state))
    }
    return stored
  }

  /// A queue that cannot be read begins again as the journal has it: what is there by now is found to
  /// be there.
  private func queue(of journal: RestoreJournal) async throws -> InstallQueue? {
    let path = journals.path(of: Self.fileName, in: journal.id)
    guard let bytes = try await device.file(at: path) else { return nil }
    let original = journal.files.first { $0.path == path }?.after
    return [bytes, original].lazy.compactMap { $0 }.compactMap {
      try? CanonicalJSON.decode(InstallQueue.self, from: $0)
    }.first { $0.restore == journal.id }
  }

  /// Whether the restore is neither undone nor being undone.
  func isCurrent(_ queue: InstallQueue) async throws -> Bool {
    try await journals.contents().journals.contains {
      $0.id == queue.restore && $0.state.isInForce
    }
  }

  func save(_ queue: InstallQueue) async throws {
    try await device.replaceFile(
      at: journals.path(of: Self.fileName, in: queue.restore),
      with: try CanonicalJSON.encode(queue))
  }
}
