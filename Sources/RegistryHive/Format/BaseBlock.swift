/// The header of a hive file, and of its transaction logs: the first 4096 bytes (512 in a log).
///
/// Specification: "Base block".
struct BaseBlock: Sendable {
  /// Bytes before the first hive bin.
  static let size = 4096
  /// Bytes that the checksum covers, the checksum itself left out.
  private static let checksummedSize = 508
  /// Bytes that a transaction log keeps of it.
  static let sectorSize = 512

  /// What the file is, as the base block says.
  enum FileType: UInt32 {
    case primary = 0
    case oldLog = 1
    case oldLogVariant = 2
    case newLog = 6
  }

  enum Field {
    static let primarySequence = 4
    static let secondarySequence = 8
    static let lastWritten = 12
    static let majorVersion = 20
    static let minorVersion = 24
    static let fileType = 28
    static let fileFormat = 32
    static let rootCell = 36
    static let binsSize = 40
    static let clusteringFactor = 44
    static let fileName = 48
    static let fileNameSize = 64
    static let flags = 144
    static let checksum = 508
  }

  var primarySequence: UInt32
  var secondarySequence: UInt32
  var lastWritten: FileTime
  var majorVersion: UInt32
  var minorVersion: UInt32
  var fileType: UInt32
  var rootCell: UInt32
  var binsSize: UInt32
  var clusteringFactor: UInt32
  var hasSignature: Bool
  var hasRightChecksum: Bool

  /// Reads the base block at the start of a file; nil where it is shorter than a sector.
  init?(_ buffer: HiveBuffer) {
    guard buffer.count >= Self.sectorSize else { return nil }
    self.init(wholeBlock: buffer[0..<Self.sectorSize])
  }

  /// Reads the base block at the start of `bytes`; nil where they are fewer than a sector.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.sectorSize else { return nil }
    self.init(wholeBlock: bytes)
  }

  /// Reads the base block at the start of `bytes`, which must be a sector or more.
  init(wholeBlock bytes: [UInt8]) {
    let fields = bytes
    primarySequence = fields.word(at: Field.primarySequence)
    secondarySequence = fields.word(at: Field.secondarySequence)
    lastWritten = FileTime(ticks: fields.doubleWord(at: Field.lastWritten))
    majorVersion = fields.word(at: Field.majorVersion)
    minorVersion = fields.word(at: Field.minorVersion)
    fileType = fields.word(at: Field.fileType)
    rootCell = fields.word(at: Field.rootCell)
    binsSize = fields.word(at: Field.binsSize)
    clusteringFactor = fields.word(at: Field.clusteringFactor)
    hasSignature = bytes.starts(with: Array("regf".utf8))
    hasRightChecksum = fields.word(at: Field.checksum) == Self.checksum(of: bytes)
  }

  /// Whether a write was begun and not ended, or the block itself is damaged.
  ///
  /// Specification: "Dirty state of a hive".
  var isDirty: Bool {
    !hasRightChecksum || primarySequence != secondarySequence
  }

  /// The checksum of the first 508 bytes: their exclusive or, with two reserved values avoided.
  static func checksum(of bytes: [UInt8]) -> UInt32 {
    let fields = bytes
    var sum: UInt32 = 0
    for offset in stride(from: 0, to: checksummedSize, by: 4) {
      sum ^= fields.word(at: offset)
    }
    switch sum {
    case .max: return .max - 1
    case 0: return 1
    default: return sum
    }
  }
}
