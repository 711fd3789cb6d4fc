import Hummingbird
import Identity
import Store

/// What is known of a request on its way: who asks, once that is known.
public struct ServiceContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// Whom the request's token, or the console's session, speaks for; nil before that was looked at.
  public var caller: Caller?
  /// Where the request came from, past the trusted proxies.
  public var origin: RequestOrigin
  /// Who is at the other end of the connection; nil without one.
  let peer: NetworkAddress?

  public init(source: Source) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
    origin = RequestOrigin(scheme: "http", authority: nil, client: peer)
  }
}
