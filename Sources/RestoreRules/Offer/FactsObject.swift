/// A JSON object of the facts format while it is read: it refuses keys it does not know, and
/// every error says where it happened and what is allowed there.
struct FactsObject<Key: CodingKey & CaseIterable> {
  private let container: KeyedDecodingContainer<FactsReading.AnyKey>
  private let path: [any CodingKey]

  init(_ decoder: any Decoder, keys: Key.Type) throws {
    path = decoder.codingPath
    container = try decoder.container(keyedBy: FactsReading.AnyKey.self)
    let known = Key.allCases.map(\.stringValue)
    for key in container.allKeys.map(\.stringValue).sorted() where !known.contains(key) {
      let place = FactsReading.text(path + [FactsReading.AnyKey(key)])
      throw FactsError(
        .unknownKey, at: place,
        "The key \(place) is not known; the keys known here are \(known.joined(separator: ", ")).")
    }
  }

  /// The value of a key that must be there.
  func required<Value: FactsValue>(_ key: Key) throws -> Value {
    if let value: Value = try optional(key) { return value }
    let place = FactsReading.text(path + [key])
    throw FactsError(
      .missingKey, at: place, "The key \(place) is missing; it must be \(Value.allowed).")
  }

  /// The value of a key, or nil where the key is not there.
  func optional<Value: FactsValue>(_ key: Key) throws -> Value? {
    let key = FactsReading.AnyKey(key.stringValue)
    guard container.contains(key) else { return nil }
    return try FactsReading.value(Value.self, from: try container.superDecoder(forKey: key))
  }

  /// The error for a value that has the right type and still cannot be.
  func invalid(_ key: Key, _ why: String) -> FactsError {
    let place = FactsReading.text(path + [key])
    return FactsError(.invalidValue, at: place, "The value of \(place) \(why).")
  }
}

/// What the readers of the facts format share.
enum FactsReading {
  /// Any key at all: the way to see the keys that nobody asked for.
  struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  /// Reads one value and turns whatever the JSON reader says into one sentence with the place.
  static func value<Value: FactsValue>(
    _ type: Value.Type, from decoder: any Decoder
  ) throws -> Value {
    do {
      return try Value.read(from: decoder)
    } catch let error as FactsError {
      throw error
    } catch {
      let place = text(decoder.codingPath)
      let subject = place.isEmpty ? "The document" : "The value of \(place)"
      let found = (try? decoder.singleValueContainer().decode(String.self)).map {
        ", not \"\($0)\""
      }
      throw FactsError(
        .invalidValue, at: place, "\(subject) must be \(Value.allowed)\(found ?? "").",
        cause: String(describing: error))
    }
  }

  /// A coding path as people write it: `policies[0].restore.oobe`.
  static func text(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
  }
}
