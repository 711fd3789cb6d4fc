import Identity
import ServiceAPI

/// Who may call a route.
public enum RouteAccess: Sendable, Hashable {
  /// Anybody, without a token.
  case open
  /// Callers with one of these roles.
  case roles(Set<Role>)
  /// For a route about a person: the roles with which callers reach what is their own, and those with
  /// which they reach everybody's in their tenant.
  case person(own: Set<Role>, everybodys: Set<Role>)

  /// Those who help people and see that a backup is there, never what is in it.
  static let staff: Set<Role> = [.helpDesk, .administrator, .auditor]

  /// The table of all routes, put together from each noun's. A route that is not in it is refused to
  /// everybody.
  private static let table: [Route: RouteAccess] = [service, backup, offering, scim]
    .reduce(into: [:]) { table, part in table.merge(part) { first, _ in first } }

  public static func of(_ route: Route) -> RouteAccess { table[route] ?? .roles([]) }

  /// Lets a caller through, or not.
  ///
  /// - Parameters:
  ///   - caller: nil when there was no token.
  ///   - person: whom the request is about; nil for a route about nobody.
  /// - Throws: `identity.missingToken`, `access.denied`. The answer is the same whether or not there
  ///   is such a person.
  public func check(_ caller: Caller?, about person: String?) throws(ServiceProblem) {
    if self == .open { return }
    guard let caller else {
      throw ServiceProblem(.missingToken, "The request carries no token.")
    }
    guard allows(caller, about: person) else {
      throw ServiceProblem(
        .accessDenied,
        "Your account may not do this here. GET /v1/me says who the service takes you for.")
    }
  }

  private func allows(_ caller: Caller, about person: String?) -> Bool {
    switch self {
    case .open: true
    case .roles(let roles): !caller.roles.isDisjoint(with: roles)
    case .person(let own, let everybodys):
      !caller.roles.isDisjoint(with: everybodys)
        || !caller.roles.isDisjoint(with: own) && person.map(caller.speaks(for:)) ?? false
    }
  }
}
