import Foundation

/// Where something stands in a list that is ordered by time, and for the same time by id.
public struct TimedPosition: Hashable, Sendable {
  public let time: Date
  public let id: String

  public init(time: Date, id: String) {
    self.time = time
    self.id = id
  }
}

extension StoredProfile {
  /// Where it stands among the person's profiles. It moves to the front with every backup.
  public var position: TimedPosition { TimedPosition(time: lastBackupAt, id: id.rawValue) }
}

extension StoredOffer {
  /// Where it stands among the person's offers.
  public var position: TimedPosition { TimedPosition(time: offeredAt, id: id.rawValue) }
}
