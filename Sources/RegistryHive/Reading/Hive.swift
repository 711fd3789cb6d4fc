/// A registry hive: the keys and values that Windows keeps in one file, such as `NTUSER.DAT`.
///
/// Opening reads the file once and checks its header and bins; a key or value is read when it is
/// asked for. A dirty hive is brought up to date, in memory, from the transaction logs beside it.
/// A `Hive` never changes and can be used from any task; ``HiveEditor`` makes changed copies.
///
/// Specification: "Structure" and all sections below it.
public struct Hive: Sendable {
  let image: HiveImage
  /// What is known of the hive as a whole.
  public let information: HiveInformation

  /// Opens the hive file at `path` and, where it is dirty, the logs beside it.
  ///
  /// Logs are the files named as the hive with `.LOG`, `.LOG1` or `.LOG2` added, in any case.
  /// No file is ever written.
  public init(contentsOf path: String, options: HiveReadingOptions = .init()) throws(HiveError) {
    let buffer = try HiveFile.contents(of: path)
    let mayRecover = options.recovery == .automatic && BaseBlock(buffer)?.isDirty == true
    try self.init(
      buffer: buffer, logs: mayRecover ? HiveFile.logs(besides: path) : [], options: options)
  }

  /// Opens a hive from its bytes and those of its logs.
  public init(
    bytes: [UInt8], logs: [HiveLog] = [], options: HiveReadingOptions = .init()
  ) throws(HiveError) {
    try self.init(buffer: HiveBuffer(bytes), logs: logs, options: options)
  }

  private init(
    buffer: HiveBuffer, logs: [HiveLog], options: HiveReadingOptions
  ) throws(HiveError) {
    guard buffer.count <= Int(UInt32.max) else {
      throw HiveError(.tooLarge, "The file is larger than a hive can be, 4 GB.")
    }
    guard let stated = BaseBlock(buffer) else { throw Self.notAHive(buffer) }
    var (buffer, baseBlock) = (buffer, stated)
    var report: HiveRecovery?
    if options.recovery == .automatic, stated.isDirty, !logs.isEmpty {
      var recovering = RecoveringHive(bytes: buffer.bytes, baseBlock: stated)
      recovering.apply(logs)
      report = recovering.report
      if report != nil {
        (buffer, baseBlock) = (HiveBuffer(recovering.bytes), recovering.baseBlock)
      }
    }
    guard baseBlock.hasSignature else { throw Self.notAHive(buffer) }
    guard baseBlock.majorVersion == 1, 3...6 ~= baseBlock.minorVersion,
      baseBlock.fileType == BaseBlock.FileType.primary.rawValue
    else {
      throw Self.unsupported(baseBlock)
    }
    guard buffer.count >= BaseBlock.size + BinField.headerSize else {
      throw HiveError(
        .truncated,
        "The file ends after \(buffer.count) bytes, before the first key of the hive.")
    }
    let bins = BinMap(of: buffer, declaredSize: Int(baseBlock.binsSize))
    let isLenient = options.strictness == .lenient
    if let problem = bins.problem, !isLenient { throw problem }

    var warnings = report == nil ? Self.warnings(of: stated) : []
    if let problem = bins.problem {
      warnings.append(HiveWarning(.partLeftOut, problem.message, cause: problem))
    }
    var image = HiveImage(
      buffer: buffer, baseBlock: baseBlock, bins: bins, isLenient: isLenient)
    _ = try KeyNode(at: baseBlock.rootCell, in: image)
    if isLenient {
      let check = try HiveCheck(of: image)
      warnings += check.warnings
      image = HiveImage(
        buffer: buffer, baseBlock: baseBlock, bins: bins, isLenient: true, damage: check.damage)
    }
    self.image = image
    information = HiveInformation(
      minorVersion: Int(baseBlock.minorVersion), isDirty: stated.isDirty, recovery: report,
      warnings: warnings, sequences: [stated.primarySequence, stated.secondarySequence],
      lastWritten: baseBlock.lastWritten, fileName: Self.fileName(in: buffer),
      binsSize: bins.size)
  }

  /// The key that all others are below. Specification: "Base block", root cell offset.
  public var root: HiveKey {
    // Opening has read the root from these very bytes, which never change.
    guard let root = try? HiveKey(at: image.baseBlock.rootCell, in: image) else {
      preconditionFailure("the root of an opened hive is readable")
    }
    return root
  }

  /// The key at a path such as `Software\Microsoft`, without regard to case; the empty path is
  /// the root. Nil where there is no such key.
  public func key(at path: String) throws(HiveError) -> HiveKey? {
    try root.key(at: path)
  }

  private static func notAHive(_ buffer: HiveBuffer) -> HiveError {
    HiveError(
      .notAHive,
      buffer.count == 0
        ? "The file is empty, so it is no registry hive."
        : "The file does not begin as a registry hive does (\"regf\"). Choose a hive file such "
          + "as NTUSER.DAT.")
  }

  private static func unsupported(_ block: BaseBlock) -> HiveError {
    guard block.fileType == BaseBlock.FileType.primary.rawValue else {
      return HiveError(
        .notAHive,
        "The file is a transaction log of a hive. Open the hive that it belongs to instead; "
          + "the log is found beside it.")
    }
    return HiveError(
      .unsupportedVersion,
      "The hive has version \(block.majorVersion).\(block.minorVersion) of the format; "
        + "1.3 to 1.6 can be read.")
  }

  private static func warnings(of stated: BaseBlock) -> [HiveWarning] {
    guard stated.isDirty else { return [] }
    var warnings: [HiveWarning] = []
    if !stated.hasRightChecksum {
      warnings.append(
        HiveWarning(
          .damagedBaseBlock,
          "The checksum of the hive's header is wrong, and no log could replace the header."))
    }
    warnings.append(
      HiveWarning(
        .recentChangesMissing,
        "The hive was being written when this copy was made, and its transaction logs are "
          + "missing, do not fit, or were not to be used: recent changes are missing."))
    return warnings
  }

  private static func fileName(in buffer: HiveBuffer) -> String {
    let start = BaseBlock.Field.fileName
    let name = buffer[start..<start + BaseBlock.Field.fileNameSize]
    let units = [UInt16](littleEndian: name[...])
    return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
  }
}
