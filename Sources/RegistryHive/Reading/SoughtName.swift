/// A name that is looked for, upper-cased once.
struct SoughtName {
  private let upper: [UInt16]
  private let hash: UInt32
  /// The first four characters, lower-cased, as a fast leaf would keep them.
  private let hint: UInt32

  init(_ units: [UInt16]) {
    upper = RegistryName.upper(units)
    hash = RegistryName.hash(upper)
    hint = Self.foldingCase(RegistryName.hint(upper))
  }

  /// Whether the subkey with this mark beside it in a leaf can have the name.
  func mayMatch(_ mark: UInt32, of kind: SubkeyCells.LeafKind) -> Bool {
    switch kind {
    case .plain: true
    case .hash: mark == hash
    case .hint: Self.foldingCase(mark) == hint
    }
  }

  func matches(_ name: StoredName, in image: HiveImage) -> Bool {
    guard name.count == upper.count else { return false }
    for index in 0..<upper.count
    where RegistryName.upper(name.unit(at: index, in: image)) != upper[index] {
      return false
    }
    return true
  }

  /// Sets the bit that tells ASCII lower-case letters from upper-case ones in all four bytes.
  private static func foldingCase(_ hint: UInt32) -> UInt32 {
    hint | 0x2020_2020
  }
}
