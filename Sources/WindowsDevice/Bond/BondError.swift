/// What is wrong with bytes that should be a Bond record. Equality is on all of it.
public struct BondError: Error, Hashable, Sendable, CustomStringConvertible {
  public let code: Code
  /// What went wrong, in a sentence.
  public let message: String
  /// Where in the bytes it was noticed, counted from their beginning.
  public let offset: Int

  init(_ code: Code, _ message: String, offset: Int) {
    self.code = code
    self.message = message
    self.offset = offset
  }

  public var description: String { "\(message) (at byte \(offset)) [\(code)]" }

  /// A stable word for each kind of damage. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The bytes end before the value does.
    public static let truncated = Code(description: "bond.truncated")
    /// The bytes do not begin as Bond Compact Binary version 1 does.
    public static let notCompactBinary = Code(description: "bond.notCompactBinary")
    /// A type number that Bond does not have, or that cannot stand there.
    public static let unknownType = Code(description: "bond.unknownType")
    /// A number with more bits than its type.
    public static let numberTooLarge = Code(description: "bond.numberTooLarge")
    /// A length or a count that the remaining bytes cannot hold.
    public static let lengthTooLarge = Code(description: "bond.lengthTooLarge")
    /// Structures in structures beyond the limit.
    public static let tooDeep = Code(description: "bond.tooDeep")
    /// Text that is not well-formed Unicode.
    public static let notText = Code(description: "bond.notText")
    /// Bytes after the end of the value.
    public static let trailingBytes = Code(description: "bond.trailingBytes")
    /// A container to be written whose elements are not of its type.
    public static let mixedTypes = Code(description: "bond.mixedTypes")
  }
}
