import Foundation
import Synchronization

/// How many requests a programme's form takes in a minute, in this process.
final class SubmissionRate: Sendable {
  /// In seconds.
  static let window: TimeInterval = 60
  static let mostInWindow = 20

  private let times = Mutex<[String: [Date]]>([:])
  private let now: @Sendable () -> Date

  init(now: @escaping @Sendable () -> Date) {
    self.now = now
  }

  /// Counts one more, or refuses it. Only ids of programmes that are there may be asked about.
  func admits(_ programme: String) -> Bool {
    let time = now()
    return times.withLock { times in
      // A clock that was set back does not keep the form shut.
      var recent = (times[programme] ?? []).filter {
        (0..<Self.window).contains(time.timeIntervalSince($0))
      }
      defer { times[programme] = recent }
      guard recent.count < Self.mostInWindow else { return false }
      recent.append(time)
      return true
    }
  }
}
