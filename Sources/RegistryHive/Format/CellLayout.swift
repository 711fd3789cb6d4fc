// Where the fields of each kind of cell are, from the start of its data (after its size).
// Specification: "Cell" and the section of each kind.

/// A place in no cell: what a field holds that leads nowhere.
let noCell = UInt32.max

/// The two letters that a cell's data begins with, as a little-endian number.
enum Signature {
  static let keyNode: UInt16 = 0x6B6E  // nk
  static let value: UInt16 = 0x6B76  // vk
  static let fastLeaf: UInt16 = 0x666C  // lf
  static let hashLeaf: UInt16 = 0x686C  // lh
  static let indexLeaf: UInt16 = 0x696C  // li
  static let indexRoot: UInt16 = 0x6972  // ri
  static let bigData: UInt16 = 0x6264  // db
  static let security: UInt16 = 0x6B73  // sk
  static let bin: UInt32 = 0x6E69_6268  // hbin
}

enum BinField {
  static let offset = 4
  static let size = 8
  static let lastWritten = 20
  static let headerSize = 32
  /// Bins are made of pages of this size.
  static let pageSize = 4096
}

enum KeyField {
  static let flags = 2
  static let lastWritten = 4
  static let accessBits = 12
  static let layering = 13
  static let parent = 16
  static let subkeyCount = 20
  static let volatileSubkeyCount = 24
  static let subkeyList = 28
  static let volatileSubkeyList = 32
  static let valueCount = 36
  static let valueList = 40
  static let security = 44
  static let className = 48
  static let largestSubkeyName = 52
  static let largestClassName = 56
  static let largestValueName = 60
  static let largestValueData = 64
  static let nameSize = 72
  static let classNameSize = 74
  static let name = 76
}

enum ValueField {
  static let nameSize = 2
  static let dataSize = 4
  static let data = 8
  static let type = 12
  static let flags = 16
  static let name = 20

  /// Set in the data size where the data is in the `data` field itself.
  static let inlineBit: UInt32 = 0x8000_0000
  static let compressedName: UInt16 = 1
  static let tombstone: UInt16 = 2
}

enum ListField {
  static let count = 2
  static let elements = 4
}

enum SecurityField {
  static let next = 4
  static let previous = 8
  static let references = 12
  static let descriptorSize = 16
  static let descriptor = 20
}

enum BigDataField {
  static let segmentCount = 2
  static let segmentList = 4
  static let size = 8
  /// Bytes in every segment but the last; larger data than this is big data.
  static let segmentCapacity = 16344
  /// Hives up to this minor version keep data of any size in one cell.
  static let lastVersionWithout: UInt32 = 3
}
