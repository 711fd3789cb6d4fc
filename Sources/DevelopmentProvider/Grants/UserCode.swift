/// The code that a person types: eight letters that make up no word and look like no other (RFC 8628,
/// section 6.1).
enum UserCode {
  private static let letters = Array("BCDFGHJKLMNPQRSTVWXZ")

  static func fresh() -> String {
    var generator = SystemRandomNumberGenerator()
    let half = { (0..<4).map { _ in letters[Int.random(in: 0..<20, using: &generator)] } }
    return String(half()) + "-" + String(half())
  }

  /// What was meant by what a person typed: in any case, with or without the hyphen.
  static func read(_ typed: String) -> String? {
    let meant = typed.uppercased().filter(letters.contains)
    guard meant.count == 8, typed.utf8.count <= 32 else { return nil }
    return meant.prefix(4) + "-" + meant.suffix(4)
  }
}
