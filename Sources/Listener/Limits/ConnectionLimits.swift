import NIOCore

/// How many connections there may be, how large the head of a request, and how long all may take.
public struct ConnectionLimits: Sendable {
  /// The most connections at once. The next one is closed as soon as it is accepted.
  public var connections = 4096
  /// The most connections at once from one address (see ``ServerConnections``).
  public var connectionsPerAddress = 128
  /// How long the head of a request may take from its first byte, and the handshake of TLS.
  public var headTime = TimeAmount.seconds(15)
  /// How long a request's body may take from the end of its head, and the answer, from its first byte
  /// until the connection took the last one.
  public var exchangeTime = TimeAmount.seconds(300)
  /// How long a connection may stay open without a request.
  public var idleTime = TimeAmount.seconds(75)
  /// The most bytes of all fields of a request's head together, over HTTP/1.1. HTTP/2 allows 16 KiB.
  public var headBytes = 32 << 10
  /// The most fields of a request's head, over HTTP/1.1.
  public var fields = 100

  public init() {}
}
