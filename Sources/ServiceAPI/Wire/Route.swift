/// A route of the service: the method and the path with its parameters in braces. The server's
/// router, the client and the OpenAPI document all speak of the same ones.
public struct Route: Sendable, Hashable, CustomStringConvertible {
  public enum Method: String, Sendable, Hashable {
    case get = "GET"
    case post = "POST"
  }

  /// A part of a path that a request fills in.
  public enum Parameter: String, Sendable, Hashable, CaseIterable {
    case user, profile, version, kind, offer, device
  }

  public let method: Method
  /// `/v1/users/{user}/profiles`.
  public let template: String

  public static let health = Route(.get, "/health")
  public static let openAPI = Route(.get, "/openapi.json")
  public static let signInOptions = Route(.get, "/v1/sign-in-options")
  public static let caller = Route(.get, "/v1/me")
  public static let installation = Route(.get, "/v1/installation")
  public static let profiles = Route(.get, "/v1/users/{user}/profiles")
  public static let profile = Route(.get, "/v1/users/{user}/profiles/{profile}")
  public static let snapshot = Route(
    .get, "/v1/users/{user}/profiles/{profile}/snapshots/{version}")
  public static let component = Route(
    .get, "/v1/users/{user}/profiles/{profile}/snapshots/{version}/components/{kind}")
  public static let submitSnapshot = Route(.post, "/v1/users/{user}/snapshots")
  public static let signIn = Route(.post, "/v1/users/{user}/sign-ins")
  public static let offers = Route(.get, "/v1/users/{user}/offers")
  public static let outcome = Route(.post, "/v1/users/{user}/offers/{offer}/outcome")
  public static let decision = Route(.get, "/v1/users/{user}/devices/{device}/decision")

  public static let all: [Route] = [
    .health, .openAPI, .signInOptions, .caller, .installation, .profiles, .profile, .snapshot,
    .component, .submitSnapshot, .signIn, .offers, .outcome, .decision,
  ]

  /// The path of a request: each parameter's value stands percent-encoded in its place.
  public func path(_ values: [Parameter: String] = [:]) -> String {
    template.split(separator: "/").map { part -> String in
      guard part.hasPrefix("{"),
        let parameter = Parameter(rawValue: String(part.dropFirst().dropLast()))
      else { return "/" + part }
      return "/" + Self.percentEncoded(values[parameter] ?? "")
    }.joined()
  }

  public var description: String { method.rawValue + " " + template }

  private init(_ method: Method, _ template: String) {
    self.method = method
    self.template = template
  }

  /// Everything but RFC 3986's unreserved characters is encoded, so that a value can never end its
  /// part of the path; a value of dots alone (`..`) would otherwise be read as a step in the tree.
  private static func percentEncoded(_ value: String) -> String {
    let dotsOnly = value.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    return value.utf8.map { byte -> String in
      if isUnreserved(byte), !dotsOnly { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return byte < 16 ? "%0" + digits : "%" + digits
    }.joined()
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
