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
