import JSONText

/// What a token's header says, when it says nothing that could change how the token is checked.
struct TokenHeader: Sendable, Hashable {
  let algorithm: SignatureAlgorithm
  let keyID: String?

  /// The kinds of an access or ID token, with and without the prefix that RFC 7515 lets one leave out.
  private static let types: Set<String> = ["jwt", "at+jwt", "application/at+jwt"]

  /// Fields that bring a key along, say where one lies, or ask for another way of reading.
  private static let dangerous = [
    "b64", "crit", "cty", "enc", "epk", "jku", "jwk", "x5u", "zip",
  ]

  init(_ header: [String: JSONValue]) throws(IdentityError) {
    guard let algorithm = header["alg"]?.text.flatMap(SignatureAlgorithm.init) else {
      throw .refused("algorithm")
    }
    guard !Self.dangerous.contains(where: { header[$0] != nil }) else {
      throw .refused("headerField")
    }
    if let type = header["typ"] {
      guard let text = type.text, Self.types.contains(text.lowercased()) else {
        throw .refused("type")
      }
    }
    if let id = header["kid"] {
      guard let text = id.text, (1...256).contains(text.utf8.count) else {
        throw .refused("keyID")
      }
      keyID = text
    } else {
      keyID = nil
    }
    self.algorithm = algorithm
  }
}
