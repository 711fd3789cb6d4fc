import Synchronization

/// Counts the connections that are open, in all and by where they come from. Memory is bounded by the
/// number of connections.
final class ConnectionCount: Sendable {
  private let most: Int
  private let mostOfOne: Int
  private let counts = Mutex(Counts())

  private struct Counts {
    var all = 0
    var byOrigin: [String: Int] = [:]
  }

  enum Answer: Sendable, Hashable {
    case open, tooMany, tooManyOfOne
  }

  init(most: Int, mostOfOne: Int) {
    self.most = most
    self.mostOfOne = mostOfOne
  }

  /// Counts a connection in, unless there are too many.
  ///
  /// - Parameter origin: nil where it is not counted by where it comes from.
  func open(from origin: String?) -> Answer {
    counts.withLock { counts in
      guard counts.all < most else { return .tooMany }
      if let origin {
        let count = counts.byOrigin[origin] ?? 0
        guard count < mostOfOne else { return .tooManyOfOne }
        counts.byOrigin[origin] = count + 1
      }
      counts.all += 1
      return .open
    }
  }

  /// Counts a connection out that ``open(from:)`` counted in.
  func close(from origin: String?) {
    counts.withLock { counts in
      counts.all -= 1
      guard let origin, let count = counts.byOrigin[origin] else { return }
      counts.byOrigin[origin] = count > 1 ? count - 1 : nil
    }
  }

  /// How many origins are remembered.
  var origins: Int { counts.withLock { $0.byOrigin.count } }
}
