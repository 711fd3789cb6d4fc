import Store

/// What may name a person, a device, an enrollment: any text that every store keeps and every log
/// and page can show.
enum Identifier {
  static let rule = "1 to \(StoreName.maximumLength) bytes of text without control characters"

  static func isValid(_ text: String) -> Bool {
    StoreName.isValid(text)
      && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  /// - Throws: `request.invalidField`, naming the field.
  static func check(_ text: String, field: String) throws(ServiceProblem) {
    guard isValid(text) else {
      throw ServiceProblem(.invalidField, "The field \(field) must be \(rule).")
    }
  }

  /// The same for a description, which may be empty: not every PC says everything of itself.
  static func checkText(_ text: String, field: String) throws(ServiceProblem) {
    if !text.isEmpty { try check(text, field: field) }
  }
}

extension String {
  /// Whether two ids are one: by their bytes, as a store tells them apart. Swift takes two for equal that
  /// differ only in their Unicode form.
  func isIdentical(to other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension Sequence {
  /// One for each id, in the order of the ids' bytes.
  func distinct(by id: (Element) -> String) -> [Element] {
    sorted { id($0).utf8.lexicographicallyPrecedes(id($1).utf8) }.reduce(into: []) { kept, next in
      if !(kept.last.map { id($0).isIdentical(to: id(next)) } ?? false) { kept.append(next) }
    }
  }
}
