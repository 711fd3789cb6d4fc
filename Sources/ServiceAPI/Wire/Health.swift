/// `GET /health`: the service runs and its store can be read and written.
public struct Health: Codable, Sendable, Hashable {
  /// `ok`; when the store cannot be used, the answer is a problem instead.
  public let status: String

  public init(status: String = "ok") {
    self.status = status
  }
}
