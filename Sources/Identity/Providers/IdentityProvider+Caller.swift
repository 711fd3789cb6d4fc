import JSONText

extension IdentityProvider {
  /// Who a checked token speaks for.
  ///
  /// - Parameter isPerson: false for a program's own token, which has roles only as they were given.
  func caller(of token: CompactToken, isPerson: Bool) throws(IdentityError) -> Caller {
    guard let tenant = tenant(of: token) else { throw .refused("tenant") }
    guard let subject = token.claims[claims.subject]?.text, (1...255).contains(subject.utf8.count)
    else { throw .refused("subject") }
    return Caller(
      tenant: tenant, subject: .named(subject),
      roles: roles(of: token).union(isPerson ? [.person] : []), groups: groups(of: token),
      boundKey: try boundKey(of: token))
  }

  /// A token may be bound to what its bearer must prove besides (RFC 7800). One that is bound in a way
  /// that is not known here cannot be checked, and is refused.
  private func boundKey(of token: CompactToken) throws(IdentityError) -> String? {
    guard let confirmation = token.claims["cnf"] else { return nil }
    guard let members = confirmation.object, members.count == 1, let key = members["jkt"]?.text
    else { throw .refused("confirmation") }
    return key
  }

  private func tenant(of token: CompactToken) -> String? {
    switch tenants {
    case .one(let tenant): tenant
    case .byClaim(let name, let tenants): token.claim(name)?.text.flatMap { tenants[$0] }
    }
  }

  private func roles(of token: CompactToken) -> Set<Role> {
    let value = token.claim(claims.roles)
    let names = value?.texts ?? value?.text.map { [$0] } ?? []
    return Set(names.compactMap { roles[$0] })
  }

  /// A token with more groups than it may hold says that there are some (Microsoft's overage claim:
  /// `_claim_names`, or `hasgroups` where addresses must be short).
  private func groups(of token: CompactToken) -> GroupMembership {
    if let groups = token.claim(claims.groups) {
      return groups.texts.map { .known(Set($0)) } ?? .unknown
    }
    let isElsewhere =
      token.claims["_claim_names"]?.object?[claims.groups] != nil
      || token.claims["hasgroups"] == .boolean(true) || token.claims["hasgroups"] == .text("true")
    return isElsewhere ? .unknown : .known([])
  }
}
