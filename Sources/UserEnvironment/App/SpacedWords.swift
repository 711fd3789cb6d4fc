extension StringProtocol {
  /// A name written in one word, with a space before each of its words: `WindowsCalculator` is
  /// `Windows Calculator`.
  package func spacingWords() -> String {
    var spaced = ""
    var previous: Character?
    for character in self {
      if let previous, character.isUppercase, previous.isLowercase { spaced.append(" ") }
      spaced.append(character)
      previous = character
    }
    return spaced
  }
}
