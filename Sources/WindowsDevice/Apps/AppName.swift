/// An app's name as far as it tells apps apart: without version, architecture and language, which
/// classic programs write into it.
struct AppName: Hashable {
  private let words: [String]

  init(_ text: String) {
    var depth = 0
    var plain = ""
    for character in text.lowercased() {
      if character == "(" { depth += 1 }
      if depth == 0 { plain.append(character) }
      if character == ")" { depth = max(0, depth - 1) }
    }
    let words = plain.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "+") }
      .map(String.init)
    // A name may be nothing but a number; then it stays.
    let named = words.filter { !Self.isVersion($0) && !Self.architectures.contains($0) }
    self.words = (named.isEmpty ? words : named).map { $0.filter { $0 != "." } }
  }

  /// The name in one piece, so that `PowerToys` is `Power Toys`.
  var key: String { words.joined() }

  /// Whether another name stands in this one as whole words.
  func contains(_ other: AppName) -> Bool {
    guard !other.words.isEmpty, other.words.count < words.count else { return false }
    return (0...(words.count - other.words.count)).contains { start in
      Array(words[start..<(start + other.words.count)]) == other.words
    }
  }

  static func == (one: AppName, other: AppName) -> Bool { one.key == other.key }
  func hash(into hasher: inout Hasher) { hasher.combine(key) }

  private static let architectures: Set<String> = ["x64", "x86", "64bit", "32bit", "arm64"]

  /// `24.08`, `3.12.7` or `v2.1`; not the `7` of `7-Zip`.
  private static func isVersion(_ word: String) -> Bool {
    let number = word.hasPrefix("v") ? word.dropFirst() : word[...]
    return number.contains(".") && number.allSatisfy { $0.isNumber || $0 == "." }
      && number.first?.isNumber == true
  }
}
