import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore

/// What `valised` does with every connection: counts it, speaks TLS where there is a certificate, and
/// holds its client to the limits.
public struct ServerConnections: Sendable {
  private let limits: ConnectionLimits
  private let certificate: ServerCertificate?
  private let headRefusal: HeadRefusal?
  private let admission: @Sendable (String) -> Admission

  /// What an address may do.
  public enum Admission: Sendable, Hashable {
    /// Have so many connections as the limit says, counted together with all that have the same text.
    case counted(String)
    /// Have any number, as a proxy.
    case uncounted
    /// Have none.
    case refused
  }

  /// - Parameters:
  ///   - certificate: nil for HTTP without TLS.
  ///   - headRefusal: what is answered, over HTTP/1.1, to a request with too large a head; nil for a
  ///     400 without a word.
  ///   - admission: what an address may do, as text (`192.0.2.1`).
  public init(
    limits: ConnectionLimits = ConnectionLimits(), certificate: ServerCertificate? = nil,
    headRefusal: HeadRefusal? = nil,
    admission: @escaping @Sendable (String) -> Admission = { .counted($0) }
  ) {
    self.limits = limits
    self.certificate = certificate
    self.headRefusal = headRefusal
    self.admission = admission
  }

  /// For Hummingbird's `Application`.
  public var server: HTTPServerBuilder {
    HTTPServerBuilder { responder in
      let count = ConnectionCount(
        most: limits.connections, mostOfOne: limits.connectionsPerAddress)
      let stream = HTTP1Channel.Configuration(
        additionalChannelHandlers: [ExchangeDeadlineHandler(limits)]
          + [headRefusal.map(OversizedHeadHandler.init)].compactMap(\.self),
        idleTimeout: limits.idleTime,
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes,
          maxHeaderFieldCount: limits.fields))
      guard let certificate else {
        return CountedConnection(
          HTTP1Channel(responder: responder, configuration: stream), count: count,
          admission: admission)
      }
      let connection = try TLSConnection(
        certificate: certificate, handshakeTime: limits.headTime,
        configuration: HTTP2ChannelConfiguration(
          idleTimeout: .nanoseconds(limits.idleTime.nanoseconds), streamConfiguration: stream),
        responder: responder)
      return CountedConnection(connection, count: count, admission: admission)
    }
  }
}

/// A connection that is closed at once when there are too many.
struct CountedConnection<Base: ServerChildChannel>: ServerChildChannel {
  typealias Value = Base.Value

  private let base: Base
  private let count: ConnectionCount
  private let admission: @Sendable (String) -> ServerConnections.Admission

  /// A connection too many.
  struct Refused: Error {}

  init(
    _ base: Base, count: ConnectionCount,
    admission: @escaping @Sendable (String) -> ServerConnections.Admission
  ) {
    self.base = base
    self.count = count
    self.admission = admission
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let origin: String?
    switch channel.remoteAddress?.ipAddress.map(admission) {
    case .counted(let name): origin = name
    case .uncounted, nil: origin = nil
    case .refused: return refuse(channel, "admission", logger)
    }
    switch count.open(from: origin) {
    case .open: break
    case .tooMany: return refuse(channel, "connections", logger)
    case .tooManyOfOne: return refuse(channel, "connectionsPerAddress", logger)
    }
    channel.closeFuture.whenComplete { [count] _ in count.close(from: origin) }
    return base.setup(channel: channel, logger: logger)
  }

  private func refuse(
    _ channel: any Channel, _ limit: String, _ logger: Logger
  ) -> EventLoopFuture<Value> {
    // No address: a log holds nothing personal.
    logger.debug("a connection was refused", metadata: ["limit": "\(limit)"])
    return channel.close().flatMapThrowing { throw Refused() }
  }

  func handle(value: Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
