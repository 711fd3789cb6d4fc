/// What the names of packages have in common.
///
/// Source: Microsoft Learn, "An overview of package identity" and the manifest schema's
/// `ST_PackageName`, `ST_ResourceId` and `ST_VersionQuad`.
enum PackageName {
  /// ASCII letters, digits, dot and hyphen; and the underscore, which only application ids have.
  static func isAllowed(_ byte: UInt8) -> Bool {
    isNameByte(byte) || byte == UInt8(ascii: "_")
  }

  static func isName(_ text: some StringProtocol) -> Bool {
    (3...50).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte)
  }

  /// A bundle of packages has a tilde for its resource id.
  static func isResourceID(_ text: some StringProtocol) -> Bool {
    text == "~" || text.utf8.count <= 30 && text.utf8.allSatisfy(isNameByte)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
