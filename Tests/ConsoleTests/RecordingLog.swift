import Logging
import Synchronization

/// Keeps what is logged, for a test to look at.
struct RecordingLog: LogHandler {
  struct Entry: Sendable {
    let message: String
    let metadata: [String: String]
  }

  private final class Kept: Sendable {
    let entries = Mutex<[Entry]>([])
  }

  private let kept = Kept()
  var entries: [Entry] { kept.entries.withLock { $0 } }

  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let entry = Entry(
      message: event.message.description,
      metadata: metadata.merging(event.metadata ?? [:]) { _, new in new }
        .mapValues(\.description))
    kept.entries.withLock { $0.append(entry) }
  }
}
