import Foundation

/// Where a component belongs. Its seal is bound to all five, so that sealed bytes that were moved to
/// another tenant, user, profile, version or component do not open there.
public struct ComponentPlace: Hashable, Sendable {
  public let tenant: String
  /// The identity provider's subject of the person.
  public let user: String
  public let profile: String
  /// The version of the profile that brought the component.
  public let version: Int
  /// The kind of component: `settings`, `apps`.
  public let component: String

  public init(tenant: String, user: String, profile: String, version: Int, component: String) {
    self.tenant = tenant
    self.user = user
    self.profile = profile
    self.version = version
    self.component = component
  }

  var person: PersonName { PersonName(tenant: tenant, user: user) }

  /// For the first format, in which the tenant's key sealed.
  var associatedData: Data { encoded(purpose: "valise component").bytes }

  /// For a seal by the person's key of this generation.
  func associatedData(personGeneration: Int) -> Data {
    var data = encoded(purpose: "valise component of a person")
    data.append(personGeneration)
    return data.bytes
  }

  private func encoded(purpose: String) -> AssociatedData {
    var data = AssociatedData(purpose: purpose)
    data.append(tenant)
    data.append(user)
    data.append(profile)
    data.append(version)
    data.append(component)
    return data
  }
}
