import Foundation

/// The one encoding of a component: JSON in UTF-8, keys sorted, no white space, no escaped slashes,
/// nil members left out, dates in RFC 3339 with whole seconds. Equal content gives equal bytes on
/// every machine, so a digest says whether anything changed.
///
/// Components hold no floating-point numbers and no dictionaries with free keys: both would leave
/// room for two encodings of one content.
public enum CanonicalJSON {
  /// Encodes a value in its one form.
  public static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value)
  }

  /// Decodes a value; accepts any JSON form of it.
  public static func decode<Value: Decodable>(
    _ type: Value.Type = Value.self, from bytes: Data
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: bytes)
  }
}
