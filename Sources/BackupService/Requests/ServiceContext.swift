import Hummingbird
import Identity
import Store

/// What is known of a request on its way: who asks, once that is known.
public struct ServiceContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// Whom the request's token, or the console's session, speaks for; nil before that was looked at.
  public var caller: Caller?
  /// The token that the request was sent with; nil for the console's sessions.
  var token: Substring?
  /// The proof of a device's key that came with the token.
  var proof: CheckedProof?
  /// The device that the proof speaks for, once that is known.
  var device: ProvenDevice?
  /// Whether the caller acts in the place of the person whom the request is about.
  var isActing = false
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
