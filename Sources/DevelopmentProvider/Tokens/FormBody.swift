import Foundation
import Hummingbird

/// A form that a request brought. A field that comes twice makes it none: it could mean either.
struct FormBody: Sendable {
  /// More is no form of ours.
  private static let sizeLimit = 16 << 10

  private let fields: [String: String]

  /// - Throws: `invalid_request`.
  init(_ request: Request) async throws(OAuthError) {
    let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
    guard type == "application/x-www-form-urlencoded",
      let body = try? await request.body.collect(upTo: Self.sizeLimit)
    else { throw OAuthError(.invalidRequest) }
    try self.init(text: String(buffer: body))
  }

  init(text: String) throws(OAuthError) {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      func plain(_ part: Substring) throws(OAuthError) -> String {
        guard let text = part.replacing("+", with: " ").removingPercentEncoding else {
          throw OAuthError(.invalidRequest)
        }
        return text
      }
      let name = try plain(parts[0])
      guard fields[name] == nil else { throw OAuthError(.invalidRequest) }
      fields[name] = parts.count == 2 ? try plain(parts[1]) : ""
    }
    self.fields = fields
  }

  subscript(name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }
}
