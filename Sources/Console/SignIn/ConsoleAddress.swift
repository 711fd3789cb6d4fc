import Foundation
import Hummingbird
import OpenIDConnect

/// Where browsers see the console, and the cookies that go with that: with TLS they have the prefix
/// `__Host-`, so that no other host can set them; on this machine without TLS their name says so.
public struct ConsoleAddress: Sendable, Hashable {
  /// `https://valise.example.org`, without a slash at its end.
  public let origin: String

  /// - Throws: `provider.insecureAddress` for what is neither `https` nor on this machine,
  ///   `provider.invalidMetadata` for what is more or less than scheme, host and port.
  public init(_ text: String) throws(ProviderError) {
    let origin = text.hasSuffix("/") ? String(text.dropLast()) : text
    let address = try ProviderAddress(origin)
    guard let parts = URLComponents(string: address.description), parts.path.isEmpty,
      parts.query == nil
    else {
      throw ProviderError(
        .invalidMetadata, "\"\(text)\" must be scheme, host and port alone, and nothing after.")
    }
    self.origin = origin
  }

  private var isSecure: Bool { origin.lowercased().hasPrefix("https:") }

  /// Where a provider sends the browser back to. It must be registered there.
  var redirectAddress: String { origin + "/console/callback" }

  func cookie(_ kind: CookieKind, _ value: String) -> Cookie {
    // Lax, not Strict: the way back from the provider is from another site.
    Cookie(
      name: name(of: kind), value: value, maxAge: value.isEmpty ? 0 : kind.maxAge, path: "/",
      secure: isSecure, httpOnly: true, sameSite: .lax)
  }

  func value(of kind: CookieKind, in request: Request) -> String? {
    request.cookies[name(of: kind)].flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  private func name(of kind: CookieKind) -> String {
    isSecure ? "__Host-valise-\(kind.rawValue)" : "valise-\(kind.rawValue)-without-tls"
  }

  enum CookieKind: String {
    case session
    /// Ties the way to the provider and back to one browser.
    case signIn = "sign-in"

    /// Nil ends it with the browser.
    var maxAge: Int? { self == .signIn ? Int(PendingSignIns.timeLimit) : nil }
  }
}
