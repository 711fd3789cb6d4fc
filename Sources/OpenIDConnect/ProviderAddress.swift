import Foundation

/// An address of a provider that tokens and keys may travel to and from: `https`, or `http` on this
/// machine, where there is no network to listen on.
public struct ProviderAddress: Sendable, Hashable, CustomStringConvertible {
  public let description: String

  /// - Throws: `provider.insecureAddress`, `provider.invalidMetadata`.
  public init(_ text: String) throws(ProviderError) {
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      let scheme = parts.scheme?.lowercased(), parts.user == nil, parts.password == nil,
      parts.fragment == nil, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else {
      throw ProviderError(.invalidMetadata, "\"\(text)\" is not an address of a provider.")
    }
    guard scheme == "https" || scheme == "http" && Self.isThisMachine(host) else {
      throw ProviderError(
        .insecureAddress, "\(text) is refused: a provider is reached by https, or on this machine.")
    }
    description = text
  }

  /// The address with more in its query.
  public func adding(_ fields: [(name: String, value: String)]) -> String {
    let separator = description.contains("?") ? "&" : "?"
    return description + separator + FormFields.encoded(fields)
  }

  /// Whether a host, a name or a number as it stands in an address, can only be this machine.
  public static func isThisMachine(_ host: String) -> Bool {
    // Numbers and the one name that RFC 6761 binds to this machine; `127.example.org` is neither.
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    let isVersion4 =
      parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    return isVersion4 || ["localhost", "::1", "[::1]"].contains(host.lowercased())
  }
}
