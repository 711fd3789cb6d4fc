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

  var associatedData: Data {
    var data = AssociatedData(purpose: "valise component")
    data.append(tenant)
    data.append(user)
    data.append(profile)
    data.append(version)
    data.append(component)
    return data.bytes
  }
}
