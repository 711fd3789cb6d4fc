import Identity
import ServiceAPI

extension CallerDescription {
  init(_ caller: Caller) {
    let user: String? =
      switch caller.subject {
      case .named(let name): name
      case .everybody, .enrollmentToken: nil
      }
    self.init(
      tenant: caller.tenant, user: user, roles: caller.roles.map(\.rawValue).sorted(),
      groupsKnown: caller.groups != .unknown)
  }
}

extension SignInOptions {
  init(providers: [IdentityProvider]) {
    self.init(
      providers: providers.compactMap { provider in
        provider.commandLine.map { client in
          Provider(
            issuer: provider.issuer, metadata: provider.metadataAddress?.description,
            clientID: client.id, scope: client.scope)
        }
      })
  }
}

extension Services {
  /// What the operator sees.
  func installation(providers verifier: TokenVerifier) async -> Installation {
    var providers: [Installation.Provider] = []
    for provider in verifier.providers {
      providers.append(
        Installation.Provider(
          issuer: provider.issuer,
          reachable: await verifier.isReachable(issuer: provider.issuer)))
    }
    return Installation(
      tenants: tenants.all.map { Installation.Tenant(id: $0.id.rawValue, name: $0.name) },
      providers: providers)
  }
}
