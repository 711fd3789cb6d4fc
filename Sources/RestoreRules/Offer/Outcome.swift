/// How an offer ended.
public enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
  /// The person chose a profile and it was restored.
  case restored
  /// The person said no: "set up as new".
  case skipped
  /// Nobody answered: the page was closed, the time ran out, the network was away, the device
  /// crashed.
  case missed
  /// The person chose a profile, and the restore did not come to its end.
  case failed
}

extension Outcome {
  /// Whether the offer may be made again: a person who could not answer has not said no.
  var leavesTheQuestionOpen: Bool { self == .missed || self == .failed }
}
