/// What a lenient opening found: the references that are not followed, and the keys that moved.
struct HiveDamage: Sendable {
  /// Places in the file that hold a reference which is not followed, because what it leads to is
  /// damaged or belongs to something else.
  var rejected = PlaceSet()
  /// Keys whose parent field is wrong, with the parent that lists them.
  var parents: [UInt32: UInt32] = [:]

  var isEmpty: Bool { rejected.isEmpty && parents.isEmpty }
}

/// A set of places of references in a file; all of these are multiples of four. However many there
/// are, it takes a small part of the file's size.
struct PlaceSet: Sendable {
  private var bits: [UInt64] = []

  var isEmpty: Bool { bits.isEmpty }

  func contains(_ place: Int) -> Bool {
    let word = place >> 8
    return word < bits.count && bits[word] >> UInt64(place >> 2 & 63) & 1 != 0
  }

  mutating func insert(_ place: Int) {
    let word = place >> 8
    if word >= bits.count {
      bits.append(contentsOf: repeatElement(0, count: word + 1 - bits.count))
    }
    bits[word] |= 1 << UInt64(place >> 2 & 63)
  }
}
