@testable import RegistryHive

/// A sample hive whose bytes are changed before it is opened.
struct DamagedHive {
  let original: Hive
  var bytes: [UInt8]

  init(_ hive: Hive) {
    original = hive
    bytes = hive.image.bytes
  }

  init() throws {
    self.init(try Samples.hive())
  }

  func key(_ path: String) throws -> HiveKey {
    guard let key = try original.key(at: path) else { throw Missing(path: path) }
    return key
  }

  func value(_ name: String, _ path: String) throws -> HiveValue {
    guard let value = try key(path).value(named: name) else { throw Missing(path: name) }
    return value
  }

  /// The place of a cell's data.
  func place(of cell: UInt32) -> Int {
    BaseBlock.size + 4 + Int(cell)
  }

  /// The list of a key's subkeys, as a cell.
  func subkeyList(_ path: String) throws -> UInt32 {
    let key = try key(path)
    return bytes.word(at: key.start + KeyField.subkeyList)
  }

  mutating func set(_ path: String, _ field: Int, _ value: UInt32) throws {
    bytes.store(value, at: try key(path).start + field)
  }

  /// Puts the checksum of the base block right.
  mutating func sealBaseBlock() {
    bytes.store(BaseBlock.checksum(of: bytes), at: BaseBlock.Field.checksum)
  }

  struct Missing: Error {
    var path: String
  }

  /// What a walk through the whole hive does when it is read strictly.
  func strictOutcome() -> Result<HiveCounts, HiveError> {
    do throws(HiveError) {
      return .success(try Hive(bytes: bytes).root.counts())
    } catch {
      return .failure(error)
    }
  }

  /// The code of the error that strict reading throws; nil where it throws none.
  var strictCode: HiveError.Code? {
    if case .failure(let error) = strictOutcome() { return error.code }
    return nil
  }

  func lenient() throws -> Hive {
    try Hive(bytes: bytes, options: .init(strictness: .lenient))
  }
}
