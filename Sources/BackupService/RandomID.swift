/// Ids that the service makes: a letter for what they name, and 128 random bits.
enum RandomID {
  static func make(_ prefix: String) -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = (0..<32).map { _ in
      String(UInt8.random(in: 0..<16, using: &generator), radix: 16)
    }
    return prefix + "-" + digits.joined()
  }
}
