import Foundation
import JSONText
import RestoreRules
import UserEnvironment

/// Reads JSON from outside, and refuses every field that the type does not have: a misspelled field
/// must not be taken for one that was left out.
///
/// What the type knows is found by encoding the value again: a field that does not come back was not
/// understood. So no type needs a list of its fields.
public enum StrictJSON {
  /// - Throws: ``ServiceProblem`` of the kinds `request.malformedJSON`, `request.unknownField` and
  ///   `request.invalidField`, which name the field or the place.
  public static func decode<Value: Codable>(
    _ type: Value.Type, from bytes: Data
  ) throws(ServiceProblem) -> Value {
    do {
      let value = try decoder.decode(type, from: bytes)
      let known = try CanonicalJSON.encode(value)
      // The usual case: what our own clients send is the one encoding there is.
      guard known != bytes else { return value }
      if let fault = JSONSyntax.fault(in: bytes) { throw JSONFault.malformed(fault) }
      if let field = try unknownField(in: bytes, beside: known) {
        throw ServiceProblem(
          .unknownField,
          "The field \(field) is not known here. Check its spelling, or leave it out.")
      }
      return value
    } catch {
      // What is no JSON is told as that, whatever the decoder stumbled over.
      if let fault = JSONSyntax.fault(in: bytes) { throw JSONFault.malformed(fault) }
      throw JSONFault.problem(of: error)
    }
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let container = try decoder.singleValueContainer()
      guard let date = WireDate.read(try container.decode(String.self)) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "a date and time such as 2026-11-22T08:00:00Z (RFC 3339)"
        )
      }
      return date
    }
    return decoder
  }

  private static func unknownField(in bytes: Data, beside known: Data) throws -> FieldPath? {
    let options: JSONSerialization.ReadingOptions = .fragmentsAllowed
    return unknownField(
      in: try JSONSerialization.jsonObject(with: bytes, options: options),
      beside: try JSONSerialization.jsonObject(with: known, options: options), at: FieldPath())
  }

  private static func unknownField(
    in sent: Any, beside known: Any, at path: FieldPath
  ) -> FieldPath? {
    if let sent = sent as? [String: Any], let known = known as? [String: Any] {
      for (key, value) in sent.sorted(by: { $0.key < $1.key }) {
        guard let counterpart = known[key] else { return path.appending(key) }
        if let field = unknownField(in: value, beside: counterpart, at: path.appending(key)) {
          return field
        }
      }
    } else if let sent = sent as? [Any], let known = known as? [Any] {
      for (index, pair) in zip(sent, known).enumerated() {
        if let field = unknownField(in: pair.0, beside: pair.1, at: path.appending(index)) {
          return field
        }
      }
    }
    return nil
  }
}
