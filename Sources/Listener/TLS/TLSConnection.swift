import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// Connections over TLS 1.3, which speak HTTP/2 or HTTP/1.1 as the client likes. Each new one shows the
/// certificate that is there when it begins.
struct TLSConnection: ServerChildChannel {
  typealias Value = HTTP2UpgradeChannel.Value

  private let certificate: ServerCertificate
  private let handshakeTime: TimeAmount
  private let make: @Sendable (TLSConfiguration) throws -> HTTP2UpgradeChannel
  private let current: Current

  /// The connections' maker for the certificate of one generation.
  private final class Current: Sendable {
    let made: Mutex<(generation: Int, channel: HTTP2UpgradeChannel)>
    init(_ generation: Int, _ channel: HTTP2UpgradeChannel) { made = Mutex((generation, channel)) }
  }

  init(
    certificate: ServerCertificate, handshakeTime: TimeAmount,
    configuration: HTTP2ChannelConfiguration, responder: @escaping HTTPChannelHandler.Responder
  ) throws {
    self.certificate = certificate
    self.handshakeTime = handshakeTime
    make = {
      try HTTP2UpgradeChannel(
        tlsConfiguration: $0, configuration: configuration, responder: responder)
    }
    let first = certificate.current
    current = Current(first.generation, try make(first.configuration))
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    do {
      let made = try newest().setup(channel: channel, logger: logger)
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(
        HandshakeDeadlineHandler(handshakeTime),
        position: .after(pipeline.handler(type: NIOSSLServerHandler.self)))
      return made
    } catch {
      return channel.eventLoop.makeFailedFuture(error)
    }
  }

  func handle(value: Value, logger: Logger) async {
    await last().handle(value: value, logger: logger)
  }

  private func newest() throws -> HTTP2UpgradeChannel {
    let (configuration, generation) = certificate.current
    return try current.made.withLock { made in
      if made.generation != generation { made = (generation, try make(configuration)) }
      return made.channel
    }
  }

  /// Any of them handles a connection that is set up.
  private func last() -> HTTP2UpgradeChannel {
    current.made.withLock { $0.channel }
  }
}
