/// Something in a PC's configuration that cannot be used.
public struct AgentProblem: Sendable, Hashable, Codable {
  /// The key that it is about; nil when it is about a file as a whole, or a value that no key has.
  public let key: AgentKey.Name?
  public let source: AgentConfiguration.Source
  /// What is wrong, and what would be right, in a sentence.
  public let message: String
  /// Whether what it is about is not done while it is so.
  public let stops: Bool
}
