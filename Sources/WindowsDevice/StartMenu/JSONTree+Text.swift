import Foundation

extension JSONTree {
  /// The members of a JSON text that is an object, in UTF-8 with or without a mark.
  ///
  /// - Throws: ``StartMenuError`` with this code when the text is something else.
  static func members(
    of json: [UInt8], or code: StartMenuError.Code
  ) throws(StartMenuError) -> [String: JSONTree] {
    let text = json.starts(with: [0xEF, 0xBB, 0xBF]) ? json.dropFirst(3) : json[...]
    do {
      return try JSONDecoder().decode([String: JSONTree].self, from: Data(text))
    } catch {
      throw StartMenuError(code, "The content is not a JSON object.", cause: error)
    }
  }

  /// The text of an object. Its members are in alphabetical order, so equal objects give equal bytes.
  static func text(
    of members: [String: JSONTree], or code: StartMenuError.Code
  ) throws(StartMenuError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(members)
    } catch {
      throw StartMenuError(code, "The pins cannot be written as JSON.", cause: error)
    }
  }
}
