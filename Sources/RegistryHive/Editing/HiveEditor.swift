/// A copy of a hive that can be changed and written.
///
/// What is not changed stays as it was, byte for byte: timestamps, class names, flags, security
/// descriptors, access bits, the order of values. New keys share their parent's security
/// descriptor, as a key does that inherits all of it. Nothing is written before
/// ``write(to:)``. The time of a change is always given by the caller.
///
/// After an error, the editor holds a valid hive in which the change was made in part or not at
/// all; discard it.
///
/// Specification: the sections of each kind of cell; "Hash leaf" and "Key security" say what else an
/// edit must change.
public struct HiveEditor: Sendable {
  var store: CellStore
  /// The sequence number that the written hive will have.
  private var sequence: UInt32
  private(set) var rootCell: UInt32

  /// A copy of `hive`, which is checked as a whole first.
  ///
  /// A hive that was opened leniently and is damaged is copied part by part: the result has what
  /// ``HiveKey/walk(_:)`` visits. A damaged hive that was opened strictly is refused.
  public init(_ hive: Hive) throws(HiveError) {
    let image = hive.image
    do throws(HiveError) {
      if let problem = image.bins.problem { throw problem }
      var traversal = HiveTraversal(of: image, visitsLayerMarks: true) {
        (error, _) throws(HiveError) in throw error
      }
      try traversal.run(from: hive.root.node) { (_, _) in }
      if image.damage.isEmpty {
        self.init(of: image, claims: traversal.claims)
        return
      }
    } catch {
      guard image.isLenient else { throw error }
    }
    self = try Self.rebuilding(hive)
  }

  /// A new hive with nothing but a root key.
  ///
  /// `version` is the minor version of the format: 5 is what Windows 10 and 11 make for most
  /// hives, 3 what they make for users' hives.
  public init(emptyHiveNamed name: String, version: HiveVersion = .regf15) {
    let image = NewHive.image(named: name, version: version)
    self.init(of: image, claims: CellClaims(size: image.bins.size))
  }

  private init(of image: HiveImage, claims: CellClaims) {
    let bytes = image.buffer[0..<BaseBlock.size + image.bins.size]
    store = CellStore(bytes: bytes, bins: image.bins, claims: claims)
    let block = image.baseBlock
    sequence = max(block.primarySequence, block.secondarySequence) &+ 1
    rootCell = block.rootCell
  }

  /// Goes on from the sequence number of another hive.
  mutating func continueSequence(of block: BaseBlock) {
    sequence = max(block.primarySequence, block.secondarySequence) &+ 1
  }

  // MARK: Keys

  /// Creates the key at `path` and the ancestors that it lacks; changes nothing if it is there.
  public mutating func createKey(at path: String, lastWritten: FileTime) throws(HiveError) {
    try createKey(at: RegistryName.components(ofPath: path), lastWritten: lastWritten)
  }

  /// Creates the key that a path of exact names leads to, and the ancestors that it lacks.
  public mutating func createKey(
    at path: [[UInt16]], lastWritten: FileTime
  ) throws(HiveError) {
    _ = try madeKey(at: path, lastWritten: lastWritten)
  }

  /// Deletes the key at `path` with all below it; false where there is none. The root cannot be
  /// deleted.
  @discardableResult
  public mutating func deleteKey(
    at path: String, lastWritten: FileTime
  ) throws(HiveError) -> Bool {
    try deleteKey(at: RegistryName.components(ofPath: path), lastWritten: lastWritten)
  }

  /// Deletes the key that a path of exact names leads to, with all below it.
  @discardableResult
  public mutating func deleteKey(
    at path: [[UInt16]], lastWritten: FileTime
  ) throws(HiveError) -> Bool {
    guard let name = path.last else {
      throw HiveError(.invalidName, "The root of a hive cannot be deleted; delete its subkeys.")
    }
    guard let parent = try findKey(at: path.dropLast()),
      let key = try findSubkey(name, of: parent)
    else { return false }
    try SubkeyIndex(of: parent).remove(key, in: &store)
    releaseTree(of: key)
    touch(parent, lastWritten)
    return true
  }

  // MARK: Values

  /// Sets a value, `""` being the default value. Creates the key where it is missing; a value that
  /// is there keeps its place among the key's values and the spelling of its name.
  public mutating func setValue(
    _ name: String, type: RegistryValueType, bytes: [UInt8], at path: String,
    lastWritten: FileTime
  ) throws(HiveError) {
    try setValue(
      Array(name.utf16), type: type, bytes: bytes, at: RegistryName.components(ofPath: path),
      lastWritten: lastWritten)
  }

  /// Sets a value of an exact name in the key that a path of exact names leads to.
  public mutating func setValue(
    _ name: [UInt16], type: RegistryValueType, bytes: [UInt8], at path: [[UInt16]],
    lastWritten: FileTime
  ) throws(HiveError) {
    guard name.count <= Self.longestValueName else {
      throw HiveError(
        .invalidName, "The name of a value cannot have more than \(Self.longestValueName) units.")
    }
    let key = try madeKey(at: path, lastWritten: lastWritten)
    guard store.halfWord(key, KeyField.flags) & HiveKey.Flags.predefinedHandle.rawValue == 0 else {
      throw HiveError(.badKey, "A key that is a predefined handle has no values.", cell: key)
    }
    try ValueIndex(of: key).set(name, type: type, data: bytes, in: &store)
    touch(key, lastWritten)
  }

  /// Deletes a value; false where there is none.
  @discardableResult
  public mutating func deleteValue(
    _ name: String, at path: String, lastWritten: FileTime
  ) throws(HiveError) -> Bool {
    try deleteValue(
      Array(name.utf16), at: RegistryName.components(ofPath: path), lastWritten: lastWritten)
  }

  /// Deletes a value of an exact name in the key that a path of exact names leads to.
  @discardableResult
  public mutating func deleteValue(
    _ name: [UInt16], at path: [[UInt16]], lastWritten: FileTime
  ) throws(HiveError) -> Bool {
    guard let key = try findKey(at: path[...]) else { return false }
    guard ValueIndex(of: key).remove(name, in: &store) else { return false }
    touch(key, lastWritten)
    return true
  }

  // MARK: Result

  /// The hive as it is now.
  public func hive() throws(HiveError) -> Hive {
    try Hive(bytes: serialized())
  }

  /// The bytes of the hive file, clean and complete. Specification: "Base block", "Hive bin".
  public func serialized() throws(HiveError) -> [UInt8] {
    var bytes = store.bytes
    bytes.store(sequence, at: BaseBlock.Field.primarySequence)
    bytes.store(sequence, at: BaseBlock.Field.secondarySequence)
    bytes.store(BaseBlock.FileType.primary.rawValue, at: BaseBlock.Field.fileType)
    bytes.store(rootCell, at: BaseBlock.Field.rootCell)
    bytes.store(UInt32(store.binsSize), at: BaseBlock.Field.binsSize)
    bytes.store(BaseBlock.checksum(of: bytes), at: BaseBlock.Field.checksum)
    return bytes
  }

  /// Writes the hive to the file at `path`, whole or not at all.
  ///
  /// It is written to a temporary file beside it, synced, and renamed; a file that was there keeps
  /// its permissions. A full disk gives `hive.diskFull`, a place that does not allow writing
  /// `hive.readOnlyTarget`.
  public func write(to path: String) throws(HiveError) {
    try HiveFile.replace(path, with: serialized())
  }
}
