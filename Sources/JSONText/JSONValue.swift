import Foundation

/// Any JSON document, for reading what is only partly known: tokens, keys, a provider's metadata.
public enum JSONValue: Sendable, Hashable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Reads a document to the letter of the grammar; nil for anything else.
  public init?(strict bytes: Data) {
    guard JSONSyntax.fault(in: bytes) == nil,
      let value = try? JSONDecoder().decode(JSONValue.self, from: bytes)
    else { return nil }
    self = value
  }

  public var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  public var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  public var boolean: Bool? {
    if case .boolean(let boolean) = self { boolean } else { nil }
  }

  public var list: [JSONValue]? {
    if case .list(let list) = self { list } else { nil }
  }

  public var object: [String: JSONValue]? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The texts of a list that holds nothing else.
  public var texts: [String]? {
    guard let list else { return nil }
    let texts = list.compactMap(\.text)
    return texts.count == list.count ? texts : nil
  }
}

extension JSONValue: Decodable {
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    // The commonest first: what is tried in vain costs an error each time.
    if value.decodeNil() {
      self = .null
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let object = try? value.decode([String: JSONValue].self) {
      self = .object(object)
    } else if let list = try? value.decode([JSONValue].self) {
      self = .list(list)
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else {
      self = .number(try value.decode(Double.self))
    }
  }
}
