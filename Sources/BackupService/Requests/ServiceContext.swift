import Hummingbird
import Identity
import Store

/// What is known of a request on its way: who asks, once that is known.
public struct ServiceContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// Whom the request's token, or the console's session, speaks for; nil before that was looked at.
  public var caller: Caller?

  public init(source: Source) {
    coreContext = .init(source: source)
  }
}
