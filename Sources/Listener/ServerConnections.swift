import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore

/// What `valised` does with every connection: counts it, speaks TLS where there is a certificate, and
/// holds its client to the limits.
public struct ServerConnections: Sendable {
  private let limits: ConnectionLimits
  private let certificate: ServerCertificate?
  private let origin: @Sendable (String) -> String?

  /// - Parameters:
  ///   - certificate: nil for HTTP without TLS.
  ///   - origin: by what the connections from an address are counted together; nil for an address
  ///     that may have any number, as a proxy.
  public init(
    limits: ConnectionLimits = ConnectionLimits(), certificate: ServerCertificate? = nil,
    countedBy origin: @escaping @Sendable (String) -> String? = { $0 }
  ) {
    self.limits = limits
    self.certificate = certificate
    self.origin = origin
  }

  /// For Hummingbird's `Application`.
  public var server: HTTPServerBuilder {
    HTTPServerBuilder { responder in
      let count = ConnectionCount(
        most: limits.connections, mostOfOne: limits.connectionsPerAddress)
      let stream = HTTP1Channel.Configuration(
        additionalChannelHandlers: [ExchangeDeadlineHandler(limits)],
        idleTimeout: limits.idleTime,
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes,
          maxHeaderFieldCount: limits.fields))
      guard let certificate else {
        return CountedConnection(
          HTTP1Channel(responder: responder, configuration: stream), count: count, origin: origin)
      }
      let connection = try TLSConnection(
        certificate: certificate, handshakeTime: limits.headTime,
        configuration: HTTP2ChannelConfiguration(
          idleTimeout: .nanoseconds(limits.idleTime.nanoseconds), streamConfiguration: stream),
        responder: responder)
      return CountedConnection(connection, count: count, origin: origin)
    }
  }
}

/// A connection that is closed at once when there are too many.
struct CountedConnection<Base: ServerChildChannel>: ServerChildChannel {
  typealias Value = Base.Value

  private let base: Base
  private let count: ConnectionCount
  private let origin: @Sendable (String) -> String?

  /// A connection too many.
  struct Refused: Error {}

  init(_ base: Base, count: ConnectionCount, origin: @escaping @Sendable (String) -> String?) {
    self.base = base
    self.count = count
    self.origin = origin
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let origin = channel.remoteAddress?.ipAddress.flatMap(origin)
    let answer = count.open(from: origin)
    guard answer == .open else {
      // No address: a log holds nothing personal.
      logger.debug(
        "a connection was refused",
        metadata: ["limit": answer == .tooMany ? "connections" : "connectionsPerAddress"])
      return channel.close().flatMapThrowing { throw Refused() }
    }
    channel.closeFuture.whenComplete { [count] _ in count.close(from: origin) }
    return base.setup(channel: channel, logger: logger)
  }

  func handle(value: Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
