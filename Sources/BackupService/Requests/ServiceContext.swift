import Hummingbird
import Store

/// What is known of a request on its way: who asks, once that is known.
public struct ServiceContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// The tenant that the request's token belongs to; nil before that was looked at.
  public var tenant: TenantID?

  public init(source: Source) {
    coreContext = .init(source: source)
  }
}
