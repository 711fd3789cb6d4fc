import Foundation

/// How long the versions of a profile are kept, as an effective policy says it.
public struct RetentionRule: Sendable, Hashable {
  /// How many versions are kept, the newest included; nil keeps all.
  public let versions: Int?
  /// For how many days a version is kept after a newer one took its place; nil keeps it for ever.
  public let days: Int?

  public init(versions: Int?, days: Int?) {
    self.versions = versions
    self.days = days
  }

  public init(_ policy: EffectivePolicy) {
    self.init(versions: policy[.retentionVersions].value, days: policy[.retentionDays].value)
  }

  /// Whether anything is ever dropped.
  public var dropsNothing: Bool { versions == nil && days == nil }

  /// A version of a profile, and when it was stored.
  public struct Version: Sendable, Hashable {
    public let number: Int
    public let storedAt: Date

    public init(number: Int, storedAt: Date) {
      self.number = number
      self.storedAt = storedAt
    }
  }

  /// The versions to drop, by their numbers, oldest first. Never the newest.
  ///
  /// A version goes when there are more than ``versions``, counted from the newest, or when it is
  /// longer than ``days`` ago that the next one took its place: until then it was what the person
  /// had. So whoever changes something after months can still go back.
  public func versionsToDrop(of all: [Version], at now: Date) -> [Int] {
    let newestFirst = all.sorted { $0.number > $1.number }
    var dropped: [Int] = []
    for (index, version) in newestFirst.enumerated().dropFirst() {
      let replacedAt = newestFirst[index - 1].storedAt
      let isSurplus = versions.map { index >= $0 } ?? false
      let isOld = days.map { now.timeIntervalSince(replacedAt) > Double($0) * 86_400 } ?? false
      if isSurplus || isOld { dropped.append(version.number) }
    }
    return dropped.reversed()
  }
}
