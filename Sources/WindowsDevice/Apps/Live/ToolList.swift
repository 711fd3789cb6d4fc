import Foundation

/// A list that a tool of Windows wrote as JSON.
///
/// PowerShell writes UTF-16 with a byte order mark where it redirects (5.1), and UTF-8 with one or
/// without; a list of one is a single object, an empty one is no text at all, and a list handed on
/// whole is wrapped as `{"value": [...], "Count": n}`.
struct ToolList<Element: Decodable> {
  let elements: [Element]
  /// How many elements were not understood.
  let unknownCount: Int

  /// - Parameter name: the list, as the error calls it: "winget's export".
  init(_ bytes: Data, of name: String) throws(AppListError) {
    let text = try ToolText.text(of: bytes, from: name)
    guard !text.isEmpty else {
      (elements, unknownCount) = ([], 0)
      return
    }
    let items: [Item] = try ToolText.decode(List.self, from: text, of: name).items
    elements = items.compactMap(\.element)
    unknownCount = items.count - elements.count
  }

  private struct List: Decodable {
    let items: [Item]

    private struct Wrapped: Decodable {
      let value: [Item]
    }

    init(from decoder: any Decoder) throws {
      if var list = try? decoder.unkeyedContainer() {
        var items: [Item] = []
        while !list.isAtEnd { items.append(try list.decode(Item.self)) }
        self.items = items
      } else if let wrapped = try? Wrapped(from: decoder) {
        items = wrapped.value
      } else {
        items = [try Item(from: decoder)]
      }
    }
  }

  /// An element that may be of another form than is known: a new Windows must not lose us the rest.
  private struct Item: Decodable {
    let element: Element?

    init(from decoder: any Decoder) throws {
      element = try? Element(from: decoder)
    }
  }
}

/// The text that a tool wrote.
enum ToolText {
  static func text(of bytes: Data, from name: String) throws(AppListError) -> String {
    let head = (bytes.first, bytes.dropFirst().first)
    let encoding: String.Encoding =
      switch head {
      case (0xFE, 0xFF): .utf16BigEndian
      case (0xFF, 0xFE), (_, 0): .utf16LittleEndian
      default: .utf8
      }
    let isWhole = encoding == .utf8 || bytes.count.isMultiple(of: 2)
    guard isWhole, let text = String(data: bytes, encoding: encoding) else {
      throw AppListError(
        .notText, "What \(name) holds is not text, so it is left out. Run the tool by hand to see.")
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}", "\0"]))
  }

  static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, of name: String
  ) throws(AppListError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw AppListError(
        .malformed,
        "What \(name) holds is not the list that was expected, so it is left out. Run the tool by "
          + "hand to see.",
        cause: error)
    }
  }
}
