/// A PC as a page shows it: by its name where that is known, and by its id.
struct NamedDevice: Sendable {
  let id: String
  /// Whether IT took it out of service.
  let isRevoked: Bool
  /// What comes before the id: the name, or nothing.
  let before: String
  /// The id, in parentheses after a name.
  let shown: String

  init(id: String, name: String?, isRevoked: Bool) {
    self.id = id
    self.isRevoked = isRevoked
    // Some call a PC by its id.
    let name = name == id ? nil : name
    before = name.map { $0 + " " } ?? ""
    shown = name == nil ? id : "(\(id))"
  }

  var words: String { before + shown }
}
