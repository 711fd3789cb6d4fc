/// A product of the Microsoft Store.
public struct StoreProduct: Hashable, Sendable {
  /// 12 characters beginning with 9 for a packaged app, 14 beginning with XP for a classic program;
  /// nil for one that the Store does not offer any more.
  public let id: String?
  /// The name under which the Store lists it, or did.
  public let name: String

  public init(id: String?, name: String) {
    self.id = id
    self.name = name
  }

  /// Whether a text has the form of a product id.
  public static func isID(_ text: String) -> Bool {
    let isPlain = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    return isPlain
      && (text.hasPrefix("9") && text.utf8.count == 12
        || text.hasPrefix("XP") && text.utf8.count == 14)
  }
}
