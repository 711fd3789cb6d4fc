/// Reads registry text, line by line.
///
/// Accepts what `regedit`, `reg.exe` and Wine write: the 5.00 heading, keys, deletions, quoted
/// strings, `dword:`, `hex:` and `hex(n):` with continued lines, and comments.
struct RegistryTextParser {
  private static let heading = Array("Windows Registry Editor Version 5.00".utf16)

  private let units: [UInt16]
  private var position = 0
  private var line = 1
  private var key: [UInt16]?

  init(_ bytes: [UInt8]) throws(RegistryTextError) {
    if bytes.starts(with: [0xFF, 0xFE]) {
      guard bytes.count % 2 == 0 else {
        throw RegistryTextError(line: 1, message: "The file ends inside a UTF-16 character.")
      }
      units = [UInt16](littleEndian: bytes[2...])
    } else {
      let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
      guard let decoded = String(validating: text, as: UTF8.self) else {
        throw RegistryTextError(
          line: 1,
          message: "The text is neither UTF-16LE with a byte order mark nor UTF-8. "
            + "Save it as one of these.")
      }
      units = Array(decoded.utf16)
    }
  }

  /// All changes in the text.
  mutating func entries() throws(RegistryTextError) -> [RegistryText.Entry] {
    try readHeading()
    var entries: [RegistryText.Entry] = []
    while skipBlanks() {
      switch units[position] {
      case Character.semicolon:
        skipLine()
      case Character.openingBracket:
        entries.append(try readKey())
      case Character.quote, Character.at:
        entries.append(try readValue())
      default:
        throw failure("A line must begin with [, \", @ or ;.")
      }
    }
    return entries
  }

  // MARK: Lines

  private mutating func readHeading() throws(RegistryTextError) {
    _ = skipBlanks()
    guard units[position...].starts(with: Self.heading) else {
      throw failure("The text must begin with \"Windows Registry Editor Version 5.00\".")
    }
    position += Self.heading.count
    try endLine()
  }

  private mutating func readKey() throws(RegistryTextError) -> RegistryText.Entry {
    position += 1
    let isDeletion = take(Character.minus)
    // Names may hold brackets and even line breaks: the key ends at the last bracket of its line.
    let lineEnd = endOfHeading(from: position)
    guard let closing = units[position..<lineEnd].lastIndex(of: Character.closingBracket) else {
      throw failure("A key's line must end with ].")
    }
    let path = Array(units[position..<closing])
    line += path.count { $0 == Character.lineFeed }
    position = closing + 1
    try endLine()
    key = isDeletion ? nil : path
    return isDeletion ? .deleteKey(path: path) : .createKey(path: path)
  }

  /// Where the line of a key ends: at the first line break behind a closing bracket, because a
  /// name may have line breaks in it.
  private func endOfHeading(from start: Int) -> Int {
    var index = start
    var isClosed = false
    while index < units.count {
      switch units[index] {
      case Character.closingBracket: isClosed = true
      case Character.lineFeed where isClosed, Character.carriageReturn where isClosed: return index
      default: break
      }
      index += 1
    }
    return units.count
  }

  private mutating func readValue() throws(RegistryTextError) -> RegistryText.Entry {
    guard let key else { throw failure("A value must stand below the key that it belongs to.") }
    let name = take(Character.at) ? [] : try readQuoted()
    skipSpaces()
    guard take(Character.equals) else { throw failure("A value's name must be followed by =.") }
    skipSpaces()
    if take(Character.minus) {
      try endLine()
      return .deleteValue(path: key, name: name)
    }
    let (type, bytes) = try readData()
    try endLine()
    return .setValue(path: key, name: name, type: type, bytes: bytes)
  }

  // MARK: Data

  private mutating func readData() throws(RegistryTextError) -> (RegistryValueType, [UInt8]) {
    if position < units.count, units[position] == Character.quote {
      return (.string, (try readQuoted() + [0]).littleEndianBytes)
    }
    if takeWord("dword:") {
      skipSpaces()
      return (.dword, try readDword())
    }
    if takeWord("hex:") { return (.binary, try readBytes()) }
    if takeWord("hex(") {
      let start = position
      var number: UInt32 = 0
      while position < units.count, let digit = Self.digit(units[position]),
        position - start < 8
      {
        number = number << 4 | UInt32(digit)
        position += 1
      }
      guard position > start, takeWord("):") else {
        throw failure("The type must be written as hex(n): with a hexadecimal number.")
      }
      return (RegistryValueType(rawValue: number), try readBytes())
    }
    throw failure("A value's data must be a quoted string, dword:, hex: or hex(n):.")
  }

  private mutating func readQuoted() throws(RegistryTextError) -> [UInt16] {
    position += 1
    var text: [UInt16] = []
    let start = line
    while position < units.count {
      var unit = units[position]
      position += 1
      if unit == Character.quote { return text }
      if unit == Character.backslash, position < units.count {
        // A backslash makes the character behind it plain; Wine writes \n, \r and \0 as well.
        unit = units[position]
        position += 1
        switch unit {
        case Character.letterN: unit = Character.lineFeed
        case Character.letterR: unit = Character.carriageReturn
        case Character.zero: unit = 0
        case Character.quote, Character.backslash: break
        default: text.append(Character.backslash)
        }
      } else if unit == Character.lineFeed {
        line += 1
      }
      text.append(unit)
    }
    throw RegistryTextError(line: start, message: "A quoted text is not closed.")
  }

  private mutating func readDword() throws(RegistryTextError) -> [UInt8] {
    let start = position
    var number: UInt32 = 0
    while position < units.count, let digit = Self.digit(units[position]) {
      guard position - start < 8 else { throw failure("A dword has 8 digits at most.") }
      number = number << 4 | UInt32(digit)
      position += 1
    }
    guard position > start else { throw failure("A dword needs hexadecimal digits.") }
    return (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
  }

  private mutating func readBytes() throws(RegistryTextError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      try skipContinuation()
      guard position < units.count, let high = Self.digit(units[position]) else { return bytes }
      position += 1
      var byte = high
      if position < units.count, let low = Self.digit(units[position]) {
        byte = byte << 4 | low
        position += 1
      }
      bytes.append(byte)
      try skipContinuation()
      guard take(Character.comma) else { return bytes }
    }
  }

  /// Skips spaces, and a backslash at the end of a line with that line's end.
  private mutating func skipContinuation() throws(RegistryTextError) {
    skipSpaces()
    while take(Character.backslash) {
      skipSpaces()
      if position < units.count, units[position] == Character.semicolon { skipToLineEnd() }
      guard takeLineEnd() || position == units.count else {
        throw failure("A backslash must be the last of its line.")
      }
      skipSpaces()
    }
  }

  private static func digit(_ unit: UInt16) -> UInt8? {
    switch unit {
    case 0x30...0x39: UInt8(unit - 0x30)
    case 0x41...0x46: UInt8(unit - 0x37)
    case 0x61...0x66: UInt8(unit - 0x57)
    default: nil
    }
  }
}

// MARK: - Scanning

extension RegistryTextParser {
  private enum Character {
    static let tab: UInt16 = 0x09
    static let lineFeed: UInt16 = 0x0A
    static let carriageReturn: UInt16 = 0x0D
    static let space: UInt16 = 0x20
    static let quote: UInt16 = 0x22
    static let comma: UInt16 = 0x2C
    static let minus: UInt16 = 0x2D
    static let zero: UInt16 = 0x30
    static let semicolon: UInt16 = 0x3B
    static let equals: UInt16 = 0x3D
    static let at: UInt16 = 0x40
    static let openingBracket: UInt16 = 0x5B
    static let backslash: UInt16 = 0x5C
    static let closingBracket: UInt16 = 0x5D
    static let letterN: UInt16 = 0x6E
    static let letterR: UInt16 = 0x72
  }

  private func failure(_ message: String) -> RegistryTextError {
    RegistryTextError(line: line, message: message)
  }

  /// Takes `unit` if it is next.
  private mutating func take(_ unit: UInt16) -> Bool {
    guard position < units.count, units[position] == unit else { return false }
    position += 1
    return true
  }

  /// Takes an ASCII word if it is next, in any case.
  private mutating func takeWord(_ word: String) -> Bool {
    let upper = RegistryName.upper(Array(word.utf16))
    let next = units[position...].prefix(upper.count)
    guard RegistryName.upper(Array(next)) == upper else { return false }
    position += upper.count
    return true
  }

  private mutating func skipSpaces() {
    while take(Character.space) || take(Character.tab) {}
  }

  /// Takes the end of a line: CR LF, LF or CR.
  private mutating func takeLineEnd() -> Bool {
    let hasReturn = take(Character.carriageReturn)
    guard take(Character.lineFeed) || hasReturn else { return false }
    line += 1
    return true
  }

  private mutating func skipToLineEnd() {
    while position < units.count, units[position] != Character.lineFeed,
      units[position] != Character.carriageReturn
    {
      position += 1
    }
  }

  private mutating func skipLine() {
    skipToLineEnd()
    _ = takeLineEnd()
  }

  /// Skips empty lines and spaces; false at the end of the text.
  private mutating func skipBlanks() -> Bool {
    repeat { skipSpaces() } while takeLineEnd()
    return position < units.count
  }

  /// Ends a line that must hold nothing more than a comment.
  private mutating func endLine() throws(RegistryTextError) {
    skipSpaces()
    if position < units.count, units[position] == Character.semicolon { skipToLineEnd() }
    guard takeLineEnd() || position == units.count else {
      throw failure("There is something behind the end of the line's content.")
    }
  }
}
