import Foundation

/// What is answered to a request whose head, address and fields together, is larger than the limits.
public struct HeadRefusal: Sendable, Hashable {
  public let status: Int
  public let contentType: String
  public let body: Data

  public init(status: Int, contentType: String, body: Data) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }
}
