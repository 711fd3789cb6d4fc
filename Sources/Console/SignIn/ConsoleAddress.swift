import Foundation
import Hummingbird
import OpenIDConnect

/// Where browsers see the console, and the cookies that go with that: with TLS they have the prefix
/// `__Host-`, so that no other host can set them; on this machine without TLS their name says so.
public struct ConsoleAddress: Sendable, Hashable {
  /// `https://valise.example.org`, as browsers write it in `Origin`: in small letters, without the
  /// scheme's own port, and without a slash at its end.
  public let origin: String
  /// Whether only browsers on this machine can see the console there.
  public let isThisMachine: Bool

  /// - Throws: `provider.insecureAddress` for what is neither `https` nor on this machine,
  ///   `provider.invalidMetadata` for what is more or less than scheme, host and port.
  public init(_ text: String) throws(ProviderError) {
    let origin = text.hasSuffix("/") ? String(text.dropLast()) : text
    let address = try ProviderAddress(origin)
    guard let parts = URLComponents(string: address.description), let host = parts.host,
      parts.path.isEmpty, parts.query == nil
    else {
      throw ProviderError(
        .invalidMetadata, "\"\(text)\" must be scheme, host and port alone, and nothing after.")
    }
    isThisMachine = ProviderAddress.isThisMachine(host)
    // No path and no query: nothing here whose capitals mean anything.
    let plain = origin.lowercased()
    let ownPort = plain.hasPrefix("https:") ? ":443" : ":80"
    self.origin = plain.hasSuffix(ownPort) ? String(plain.dropLast(ownPort.count)) : plain
  }

  private var isSecure: Bool { origin.hasPrefix("https:") }

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
    isSecure ? "__Host-valise-\(kind.name)" : "valise-\(kind.name)-without-tls"
  }

  enum CookieKind {
    case session
    /// Ties the way to the provider and back to one browser. Each sign-in has its own, by its state:
    /// a browser may sign in in two tabs at once.
    case signIn(state: String)

    var name: String {
      switch self {
      case .session: "session"
      case .signIn(let state): "sign-in-" + state.prefix(8)
      }
    }

    /// Nil ends it with the browser.
    var maxAge: Int? {
      switch self {
      case .session: nil
      case .signIn: Int(PendingSignIn.timeLimit)
      }
    }
  }
}
