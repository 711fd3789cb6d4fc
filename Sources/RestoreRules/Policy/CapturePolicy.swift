import Foundation
import UserEnvironment

/// What IT decided about backups: what may be taken from a PC at all.
///
/// As JSON: `{"only": ["settings"], "except": ["gaming"], "secrets": ["network.proxy-server"]}`, each
/// key optional. The names are those of ``Selection/Items/init(words:)``.
public struct CapturePolicy: Hashable, Sendable {
  public var selection: Selection
  /// The sensitive settings that are taken all the same.
  public var secrets: SecretOptIn

  public init(selection: Selection = .everything, secrets: SecretOptIn = .nothing) {
    self.selection = selection
    self.secrets = secrets
  }

  /// Takes everything but what is sensitive.
  public static let standard = CapturePolicy()
}

// MARK: - JSON

extension CapturePolicy: Codable, FactsValue {
  static var allowed: String { "an object in { } with only, except and secrets" }

  /// Reads the policy from its JSON.
  ///
  /// - Throws: `FactsError`, with the path of what is wrong and what would be right.
  public init(json: Data) throws(FactsError) {
    try FactsReading.checkSyntax(of: json, "The capture policy")
    do {
      self = try JSONDecoder().decode(CapturePolicy.self, from: json)
    } catch let error as FactsError {
      throw error
    } catch {
      throw FactsError(
        .malformedJSON, at: "", "It must be \(Self.allowed), in JSON.",
        cause: String(describing: error))
    }
  }

  private enum Key: String, CodingKey, CaseIterable {
    case only, except, secrets
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    let only: [String] = try object.optional(.only) ?? []
    let except: [String] = try object.optional(.except) ?? []
    let secrets: [String] = try object.optional(.secrets) ?? []
    self.init(
      selection: Selection(
        only: Selection.Items(words: only), except: Selection.Items(words: except)),
      secrets: SecretOptIn(secrets))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(selection.only.words, forKey: .only)
    try object.encode(selection.except.words, forKey: .except)
    try object.encode(secrets.words, forKey: .secrets)
  }
}
