import Identity
import ServiceAPI

/// Who may call a route.
public enum RouteAccess: Sendable, Hashable {
  /// Anybody, without a token.
  case open
  /// Callers with one of these roles.
  case roles(Set<Role>)
  /// For a route about a person: the roles with which callers reach what is their own, and those with
  /// which they reach everybody's in their tenant; and those who act in anybody's place, from an
  /// enrolled device and with a reason.
  case person(own: Set<Role>, everybodys: Set<Role>, acting: Set<Role> = [])

  /// As what a caller is let through: it decides what is asked of their device.
  public enum Standing: Sendable, Hashable {
    /// It is open to everybody.
    case everybody
    /// By a role, on a route about nobody.
    case role
    /// As somebody who may see it of anybody in the tenant.
    case staff
    /// As the person whom it is about.
    case own
    /// In that person's place.
    case acting
  }

  /// Those who help people and see that a backup is there, never what is in it.
  static let staff: Set<Role> = [.helpDesk, .administrator, .auditor]

  /// The table of all routes, put together from each noun's. A route that is not in it is refused to
  /// everybody.
  private static let table: [Route: RouteAccess] = [
    service, backup, offering, policies, helpDesk, backupOrdering, deletion, archive, audit,
    transferring, devices, scim, previews,
  ].reduce(into: [:]) { table, part in table.merge(part) { first, _ in first } }

  public static func of(_ route: Route) -> RouteAccess { table[route] ?? .roles([]) }

  /// Lets a caller through, and says as what, or does not.
  ///
  /// - Parameters:
  ///   - caller: nil when there was no token.
  ///   - person: whom the request is about; nil for a route about nobody.
  /// - Throws: `identity.missingToken`, `access.denied`. The answer is the same whether or not there
  ///   is such a person.
  @discardableResult
  public func check(_ caller: Caller?, about person: String?) throws(ServiceProblem) -> Standing {
    if self == .open { return .everybody }
    guard let caller else {
      throw ServiceProblem(.missingToken, "The request carries no token.")
    }
    guard let standing = standing(of: caller, about: person) else {
      throw ServiceProblem(
        .accessDenied,
        "Your account may not do this here. GET /v1/me says who the service takes you for.")
    }
    return standing
  }

  /// Nil for a caller who is not let through.
  private func standing(of caller: Caller, about person: String?) -> Standing? {
    switch self {
    case .open: return .everybody
    case .roles(let roles): return caller.roles.isDisjoint(with: roles) ? nil : .role
    case .person(let own, let everybodys, let acting):
      if !caller.roles.isDisjoint(with: everybodys) { return .staff }
      if !caller.roles.isDisjoint(with: own), person.map(caller.speaks(for:)) ?? false {
        return .own
      }
      return caller.roles.isDisjoint(with: acting) ? nil : .acting
    }
  }
}
