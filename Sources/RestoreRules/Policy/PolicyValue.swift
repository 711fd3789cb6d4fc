/// The value of a key of a policy, whatever its type: for tables and for the wire.
public enum PolicyValue: Sendable, Hashable, CustomStringConvertible {
  case flag(Bool)
  case number(Int)
  case text(String)
  case list([String])
  /// There is no limit; null in JSON.
  case unlimited

  public var description: String {
    switch self {
    case .flag(let flag): flag ? "yes" : "no"
    case .number(let number): String(number)
    case .text(let text): text
    case .list(let list): list.isEmpty ? "none" : list.joined(separator: ", ")
    case .unlimited: "no limit"
    }
  }
}

extension PolicyValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .unlimited
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try container.decode([String].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .unlimited: try container.encodeNil()
    }
  }
}

/// A type that a key of a policy can have.
public protocol PolicyKeyValue: Sendable, Equatable {
  var policyValue: PolicyValue { get }
}

extension Bool: PolicyKeyValue {
  public var policyValue: PolicyValue { .flag(self) }
}

extension Int: PolicyKeyValue {
  public var policyValue: PolicyValue { .number(self) }
}

extension RequirementSet: PolicyKeyValue {
  public var policyValue: PolicyValue { .text(rawValue) }
}

extension [String]: PolicyKeyValue {
  public var policyValue: PolicyValue { .list(self) }
}

/// Nil where there is no limit.
extension Optional: PolicyKeyValue where Wrapped: PolicyKeyValue {
  public var policyValue: PolicyValue { self?.policyValue ?? .unlimited }
}
