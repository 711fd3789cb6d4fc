/// An identity provider on this machine, where alice signs in: what a test must know of it.
public protocol SignInProvider: AnyObject, Sendable {
  var issuer: String { get }
  /// The program that signs in in a browser, and what it asks for.
  var codeClient: String { get }
  var codeScope: String { get }
  /// The program that signs in by a code on another device, and what it asks for.
  var deviceClient: String { get }
  var deviceScope: String { get }
  /// What access tokens are for, and the scope in them.
  var audience: String { get }
  var requiredScope: String? { get }
  /// Where a browser's sign-in leads back to.
  var redirectAddress: String { get }

  /// Plays the browser of alice, who signs in and agrees to everything.
  ///
  /// - Returns: the address that the browser is sent on to; nil when there is none.
  func visit(_ address: String) async throws -> String?

  func stop()
}

/// Where a browser is sent after a sign-in.
public enum SignInRedirect {
  /// Nothing listens there: tests read the address.
  public static let nowhere = "http://127.0.0.1:9/callback"
}

/// The providers that every test of a sign-in runs against: ours, and one that is not.
public enum SignInProviderKind: String, Sendable, CaseIterable {
  case development
  case glewlwyd

  /// Those that are installed here.
  public static var here: [SignInProviderKind] {
    Glewlwyd.isInstalled ? allCases : [.development]
  }

  public func start(
    redirectAddress: String = SignInRedirect.nowhere
  ) async throws -> any SignInProvider {
    switch self {
    case .development: try await DevelopmentServer.start(redirectAddress: redirectAddress)
    case .glewlwyd: try await Glewlwyd.start(redirectAddress: redirectAddress)
    }
  }

}
