/// A route of the service: the method and the path with its parameters in braces. The server's
/// router, the client and the OpenAPI document all speak of the same ones.
public struct Route: Sendable, Hashable, CustomStringConvertible {
  public enum Method: String, Sendable, Hashable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// A part of a path that a request fills in.
  public enum Parameter: String, Sendable, Hashable, CaseIterable {
    case user, profile, version, kind, offer, device, decision, order, policy, transfer
    case token, name, resource, programme, request
  }

  public let method: Method
  /// `/v1/users/{user}/profiles`.
  public let template: String

  /// Every route. Each noun's are in a file of their own in `Routes`.
  public static let all: [Route] = [
    service, backup, offering, policyRoutes, helpDesk, backupOrdering, deletion, archive,
    audit, transferring, devicing, scimTokenAdministration, scim,
    previews,
  ].flatMap { $0 }

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

  init(_ method: Method, _ template: String) {
    self.method = method
    self.template = template
  }

  /// Everything but RFC 3986's unreserved characters is encoded, so that a value can never end its
  /// part of the path; a value of dots alone (`..`) would otherwise be read as a step in the tree.
  static func percentEncoded(_ value: String) -> String {
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
