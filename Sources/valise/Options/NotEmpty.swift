import ArgumentParser

/// Ids and names on the command line. An empty one is mostly a variable of a script that was not set, and
/// names nobody.
enum NotEmpty {
  static func text(_ text: String) throws -> String {
    guard !text.allSatisfy(\.isWhitespace) else { throw ValidationError("It must not be empty.") }
    return text
  }
}
