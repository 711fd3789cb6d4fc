/// Problem details on the wire (RFC 9457), `application/problem+json`. A client branches on `code`,
/// never on the words.
public struct Problem: Codable, Sendable, Hashable {
  /// A stable address of the kind of problem: `urn:valise:problem:<code>`.
  public let type: String
  /// The kind of problem in a few words.
  public let title: String
  public let status: Int
  /// What went wrong here and what to do, in a sentence.
  public let detail: String
  /// The stable code: `profile.notFound`, `request.tooLarge`.
  public let code: String

  public init(code: String, status: Int, title: String, detail: String) {
    type = "urn:valise:problem:" + code
    self.title = title
    self.status = status
    self.detail = detail
    self.code = code
  }
}
