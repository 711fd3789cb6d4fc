import Foundation

/// The answer of `decide(_:)`: whether a restore is offered, with every check that says why.
public struct Decision: Sendable, Equatable, Codable {
  public enum Answer: String, Codable, Sendable, Hashable {
    case offer, noOffer
  }

  /// Yes where every check passed.
  public let answer: Answer
  /// All checks, always, in the order of `Check.ID.all`.
  public let checks: [Check]

  private enum CodingKeys: String, CodingKey {
    case answer = "decision"
    case checks
  }

  init(checks: [Check]) {
    answer = checks.allSatisfy(\.passed) ? .offer : .noOffer
    self.checks = checks
  }

  public var isOffer: Bool { answer == .offer }

  /// The checks that say no.
  public var failedChecks: [Check] { checks.filter { !$0.passed } }

  public subscript(id: Check.ID) -> Check? { checks.first { $0.id == id } }
}

/// What one rule says of the facts.
public struct Check: Sendable, Equatable, Codable, Identifiable {
  /// The stable name of a rule.
  public struct ID: RawRepresentable, Sendable, Hashable, Codable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// The effective policy allows a restore at this moment.
    public static let policy = ID(rawValue: "policy")
    /// The build meets the requirements of this moment.
    public static let osBuild = ID(rawValue: "osBuild")
    /// The edition of Windows is one that can restore.
    public static let edition = ID(rawValue: "edition")
    /// The join type is admitted for this moment.
    public static let join = ID(rawValue: "join")
    /// The provisioning mode is admitted for this moment.
    public static let provisioning = ID(rawValue: "provisioning")
    /// The device serves persons, or a policy admits it all the same.
    public static let deviceUse = ID(rawValue: "deviceUse")
    /// The person uses a work account of this tenant.
    public static let account = ID(rawValue: "account")
    /// The enrollment stands where this moment needs it.
    public static let enrollment = ID(rawValue: "enrollment")
    /// There is something to restore.
    public static let backup = ID(rawValue: "backup")
    /// It is the person's first sign-in, or an offer that nobody answered is repeated.
    public static let firstSignIn = ID(rawValue: "firstSignIn")
    /// The person has not said no.
    public static let notSkipped = ID(rawValue: "notSkipped")
    /// The person has not restored already.
    public static let notRestored = ID(rawValue: "notRestored")

    /// Every check, in the order in which decisions list them.
    public static let all: [ID] = offerChecks.map(\.id)
  }

  public let id: ID
  public let passed: Bool
  /// Why, in words that a help desk can read out.
  public let reason: String

  /// The facts that the check looks at, by their paths in the facts format.
  public var restsOn: [String] { offerChecks.first { $0.id == id }?.restsOn ?? [] }
}

extension Decision {
  /// The decision as JSON in the documented order of keys, one check a line, so that equal
  /// decisions give equal text.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    func quoted(_ text: String) throws -> String {
      String(decoding: try encoder.encode(text), as: UTF8.self)
    }
    let lines = try checks.map { check in
      """
          {"id": \(try quoted(check.id.rawValue)), "passed": \(check.passed), \
      "reason": \(try quoted(check.reason))}
      """
    }
    return """
      {
        "decision": \(try quoted(answer.rawValue)),
        "checks": [
      \(lines.joined(separator: ",\n"))
        ]
      }
      """
  }
}
