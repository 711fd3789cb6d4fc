/// What may stand in a key: the names of tenants, people, devices, profiles, enrollments and offers.
///
/// Databases cut text at a NUL character, so that `ada` and `ada` with a NUL behind it would be one
/// person; and they limit the length of a key.
public enum StoreName {
  /// The longest name, in UTF-8 bytes.
  public static let maximumLength = 255

  /// Whether every store keeps this name: 1 to 255 bytes, no NUL character.
  public static func isValid(_ name: String) -> Bool {
    (1...maximumLength).contains(name.utf8.count) && !name.utf8.contains(0)
  }

  /// - Throws: `store.invalidName` when any of the names is not valid.
  public static func check(_ names: String...) throws(StoreError) {
    guard names.allSatisfy(isValid) else {
      throw StoreError(
        .invalidName,
        "A name is empty, longer than \(maximumLength) bytes, or holds a NUL character.")
    }
  }

  /// - Throws: `store.invalidName` when a part of the key is not valid.
  public static func check(_ key: RecordKey) throws(StoreError) {
    try check(key.owner)
    try check(key.kind.rawValue, key.id)
  }

  /// - Throws: `store.invalidName` when the owner's name is not valid.
  public static func check(_ owner: RecordOwner) throws(StoreError) {
    switch owner {
    case .installation: break
    case .tenant(let tenant): try check(tenant.rawValue)
    case .person(let person): try check(person.tenant.rawValue, person.subject)
    }
  }

  /// - Throws: `store.invalidName` when the owner's name is not valid.
  public static func check(_ owner: LogOwner) throws(StoreError) {
    if case .tenant(let tenant) = owner { try check(tenant.rawValue) }
  }
}
