import Foundation
import UserEnvironment

/// A file that is a setting in a restore plan: where it goes, what is there, what will be there.
public struct PlannedFile: Hashable, Sendable {
  /// The file's ``SettingFile/key``.
  public let key: String
  /// What the person sees.
  public let name: String
  public let category: String
  public let decision: PlanDecision
  /// The Windows path on the target; nil for a file that goes nowhere.
  public let path: String?
  /// What the target has there now; nil when it has nothing.
  public let before: Summary?
  /// What the target will have; nil when the file is left.
  public let after: Summary?
  public let effect: SettingDefinition.Effect
  /// The bytes that the target will have; nil when the file is left. They are no part of the plan's
  /// written form.
  public let content: Data?
  /// What the person is asked to do with the file, in a sentence; nil when nothing.
  public let request: String?

  /// The codes of decisions about files that were not taken from the source.
  static let notTakenCodes: Set = ["file.tooLarge", "file.noRoom", "file.outsideProfile"]

  public init(
    key: String, name: String, category: String, decision: PlanDecision, path: String?,
    before: Summary?, content: Data?, effect: SettingDefinition.Effect, request: String? = nil
  ) {
    self.key = key
    self.name = name
    self.category = category
    self.decision = decision
    self.path = path
    self.before = before
    self.content = content
    self.effect = effect
    self.request = request
    after = content.map { Summary($0) }
  }

  /// A file's content, as far as it is told.
  public struct Summary: Hashable, Sendable, Codable {
    /// In bytes.
    public let size: Int
    public let digest: Digest

    public init(_ content: Data) {
      size = content.count
      digest = Digest(of: content)
    }
  }
}

extension PlannedFile: Encodable {
  private enum Key: CodingKey {
    case key, name, category, decision, path, before, after, effect, request
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(key, forKey: .key)
    try container.encode(name, forKey: .name)
    try container.encode(category, forKey: .category)
    try container.encode(decision, forKey: .decision)
    try container.encodeIfPresent(path, forKey: .path)
    try container.encodeIfPresent(before, forKey: .before)
    try container.encodeIfPresent(after, forKey: .after)
    try container.encode(effect, forKey: .effect)
    try container.encodeIfPresent(request, forKey: .request)
  }
}
