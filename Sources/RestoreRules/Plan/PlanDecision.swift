/// What a plan decided about one item, and why. The plan lists every item, also those that it leaves.
public struct PlanDecision: Hashable, Sendable, Codable {
  public enum Action: String, Hashable, Sendable, Codable, CaseIterable {
    /// Brought to the target as it was.
    case apply
    /// Brought to the target in another form: a path in the new profile, an app's successor.
    case convert
    /// Not touched.
    case leave
  }

  public let action: Action
  /// Stable: `setting.machineBound`.
  public let code: String
  /// Why, in a sentence for the person.
  public let reason: String

  public init(_ action: Action, code: String, reason: String) {
    self.action = action
    self.code = code
    self.reason = reason
  }
}
