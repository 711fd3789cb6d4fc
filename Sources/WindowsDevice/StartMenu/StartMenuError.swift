/// What is wrong with bytes that should hold a Start menu.
public struct StartMenuError: Error, Hashable, Sendable, CustomStringConvertible {
  public let code: Code
  /// What went wrong, in a sentence, and what to do about it.
  public let message: String
  /// Where in the bytes it was noticed, counted from their beginning; nil where no place is meant.
  public let offset: Int?
  /// What the part below said, in words.
  public let cause: String?

  init(_ code: Code, _ message: String, offset: Int? = nil, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.offset = offset
    self.cause = cause.map { String(describing: $0) }
  }

  public var description: String {
    let place = offset.map { " (at byte \($0))" } ?? ""
    return "\(message)\(place) [\(code)]"
  }

  /// A stable word for each kind of damage. More may be added.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// A record of the cloud store that is none, or holds something else than it should.
    public static let tilesMalformed = Code(description: "tiles.malformed")

    /// A layout that is not well-formed XML, or has what is not read in it.
    public static let layoutNotXML = Code(description: "layout.notXML")
    /// A layout beyond the limits of size, depth or number.
    public static let layoutTooLarge = Code(description: "layout.tooLarge")
    /// XML or JSON that is something else than a layout.
    public static let layoutNotLayout = Code(description: "layout.notLayout")

    /// A shortcut file that is none, or is not whole.
    public static let linkMalformed = Code(description: "link.malformed")
    /// The registry's note of the taskbar's pins is not whole.
    public static let taskbandMalformed = Code(description: "taskband.malformed")

    /// The file does not begin as start2.bin does.
    public static let start2NotStart2 = Code(description: "start2.notStart2")
    /// The file is shorter or longer than it says.
    public static let start2WrongLength = Code(description: "start2.wrongLength")
    /// The content does not decrypt.
    public static let start2Undecipherable = Code(description: "start2.undecipherable")
    /// The decrypted content is not the JSON of Start's pins.
    public static let start2NotPins = Code(description: "start2.notPins")
  }
}
