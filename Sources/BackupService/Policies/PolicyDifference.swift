import Foundation
import RestoreRules

/// What changed between two policies, key by key, for the audit log.
enum PolicyDifference {
  /// The longest value that is written out, in characters.
  private static let longest = 200

  /// `{"offerLimit": "3 -> 5", "backup.enabled": "- -> true"}`: the paths of the documents, and what
  /// stood there before and after; a dash for nothing.
  static func of(_ before: Policy?, _ after: Policy?) throws -> [String: String] {
    let (old, new) = (try leaves(of: before), try leaves(of: after))
    return Set(old.keys).union(new.keys).reduce(into: [:]) { difference, key in
      guard old[key] != new[key] else { return }
      difference[key] = "\(old[key] ?? "-") -> \(new[key] ?? "-")"
    }
  }

  private static func leaves(of policy: Policy?) throws -> [String: String] {
    guard let policy else { return [:] }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = try JSONSerialization.jsonObject(with: encoder.encode(policy))
    var leaves: [String: String] = [:]
    try collect(document, at: "", into: &leaves)
    return leaves
  }

  private static func collect(
    _ value: Any, at path: String, into leaves: inout [String: String]
  ) throws {
    if let object = value as? [String: Any] {
      for (key, child) in object {
        try collect(child, at: path.isEmpty ? key : "\(path).\(key)", into: &leaves)
      }
      return
    }
    let bytes = try JSONSerialization.data(
      withJSONObject: value, options: [.fragmentsAllowed, .withoutEscapingSlashes])
    let text = String(decoding: bytes, as: UTF8.self)
    leaves[path] = text.count > longest ? text.prefix(longest) + "…" : text
  }
}
