/// The signatures that tokens may have. All are asymmetric: a key that checks them cannot make them.
/// `none` and HMAC have no name here, so nothing can turn them on.
public enum SignatureAlgorithm: String, Sendable, Hashable, Codable, CaseIterable {
  case rs256 = "RS256"
  case ps256 = "PS256"
  case es256 = "ES256"
  case edDSA = "EdDSA"
}
