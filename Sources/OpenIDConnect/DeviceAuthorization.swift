import Foundation
import JSONText

/// A code that waits for a person (RFC 8628, section 3.2).
public struct DeviceAuthorization: Sendable, Hashable {
  /// What the program asks with. A secret.
  public let deviceCode: String
  /// What the person types.
  public let userCode: String
  /// Where they type it.
  public let verificationAddress: String
  /// The same with the code in it; nil when the provider has none.
  public let completeAddress: String?
  /// How long the code lasts, in seconds.
  public let expiresIn: Int
  /// The least time between two questions, in seconds.
  public let interval: Int

  /// - Throws: `provider.unexpectedAnswer`.
  init(json: Data) throws(ProviderError) {
    guard let answer = JSONValue(strict: json)?.object,
      let deviceCode = answer["device_code"]?.text, !deviceCode.isEmpty,
      let userCode = answer["user_code"]?.text, Self.isShown(userCode),
      // Google's name for it is older than the RFC.
      let address = (answer["verification_uri"] ?? answer["verification_url"])?.text,
      Self.isShown(address), let expiresIn = answer["expires_in"]?.number,
      (1...86_400).contains(expiresIn)
    else {
      throw ProviderError(
        .unexpectedAnswer, "The identity provider's answer holds no code for a sign-in.")
    }
    self.deviceCode = deviceCode
    self.userCode = userCode
    verificationAddress = address
    completeAddress = answer["verification_uri_complete"]?.text.flatMap {
      Self.isShown($0) ? $0 : nil
    }
    self.expiresIn = Int(expiresIn)
    let interval = answer["interval"]?.number ?? 5
    self.interval = (1...3600).contains(interval) ? Int(interval) : 5
  }

  /// Whether a text of the provider's may stand on a terminal: seen ASCII, and not much of it.
  private static func isShown(_ text: String) -> Bool {
    (1...2048).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
  }
}

/// What a provider says of a code that waits.
public enum DevicePollAnswer: Sendable, Hashable {
  /// The person has not entered it yet.
  case pending
  /// Not yet, and the questions come too often.
  case slowDown
  case tokens(TokenAnswer)
}

/// When to ask next, and when to give up (RFC 8628, section 3.5). A value without a clock: times are
/// seconds since the code was given.
public struct DevicePolling: Sendable, Hashable {
  private var interval: Int
  private let expiresIn: Int

  public init(_ authorization: DeviceAuthorization) {
    interval = authorization.interval
    expiresIn = authorization.expiresIn
  }

  /// The seconds to wait before the next question; nil when the code will have ended by then.
  ///
  /// - Parameter elapsed: seconds since the code was given.
  public func wait(after elapsed: Double) -> Int? {
    elapsed + Double(interval) < Double(expiresIn) ? interval : nil
  }

  /// Five seconds more from now on, as the RFC says. The same when the provider does not answer.
  public mutating func slowDown() {
    interval += 5
  }
}
