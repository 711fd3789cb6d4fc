/// What stands behind a shortcut's own parts: blocks with a length and a signature.
///
/// Source: Microsoft, [MS-SHLLINK] 2.5, [MS-PROPSTORE] 2.2 to 2.4.
struct LinkExtraData {
  private(set) var appUserModelID: String?
  /// The target's path with environment variables.
  private(set) var environmentPath: String?

  private enum Signature {
    static let environment = 0xA000_0001
    static let properties = 0xA000_0009
  }

  /// Where the path in UTF-16 begins in a block of environment variables.
  private static let widePathOffset = 268

  init(_ bytes: LittleEndianBytes?) {
    guard let bytes else { return }
    var offset = 0
    while let size = bytes.uint32(at: offset), size >= 8,
      let block = bytes.slice(at: offset, count: size)
    {
      switch block.uint32(at: 4) {
      case Signature.environment:
        environmentPath = block.wideText(at: Self.widePathOffset).flatMap { $0.isEmpty ? nil : $0 }
      case Signature.properties:
        appUserModelID = block.rest(from: 8).flatMap(Self.appUserModelID)
      default: break
      }
      offset += size
    }
  }

  /// `System.AppUserModel.ID`: the format id {9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3}, number 5.
  private static let appUserModel: [UInt8] = [
    0x55, 0x28, 0x4C, 0x9F, 0x79, 0x9F, 0x39, 0x4B, 0xA8, 0xD0, 0xE1, 0xD4, 0x2D, 0xE1, 0xD5, 0xF3,
  ]
  private static let idNumber = 5
  private static let storageVersion = 0x5350_5331
  private static let wideTextType = 0x1F

  private static func appUserModelID(_ store: LittleEndianBytes) -> String? {
    var offset = 0
    while let size = store.uint32(at: offset), size >= 24,
      let storage = store.slice(at: offset, count: size)
    {
      if storage.uint32(at: 4) == storageVersion, storage.array(at: 8, count: 16) == appUserModel,
        let id = value(idNumber, in: storage)
      {
        return id
      }
      offset += size
    }
    return nil
  }

  /// The text of a numbered property: size, number, a reserved byte, type, padding, count, text.
  private static func value(_ number: Int, in storage: LittleEndianBytes) -> String? {
    var offset = 24
    while let size = storage.uint32(at: offset), size >= 13,
      let value = storage.slice(at: offset, count: size)
    {
      if value.uint32(at: 4) == number, value.uint16(at: 9) == wideTextType {
        return value.wideText(at: 17).flatMap { $0.isEmpty ? nil : $0 }
      }
      offset += size
    }
    return nil
  }
}
