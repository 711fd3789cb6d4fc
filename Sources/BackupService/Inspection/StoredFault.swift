import Foundation
import Store

/// Something in the store that is not as the service left it. Names people by their ids only, and
/// nothing of what they backed up.
public struct StoredFault: Codable, Sendable, Hashable {
  /// Stable, with a dot: `component.missing`. docs/keys.md lists them.
  public let code: String
  public let tenant: String?
  /// The person's subject.
  public let person: String?
  public let profile: String?
  /// The version of the profile.
  public let version: Int?
  /// The kind of the component.
  public let component: String?
  /// What is wrong, in a sentence.
  public let detail: String

  public init(
    _ code: String, _ detail: String, tenant: TenantID? = nil, person: PersonID? = nil,
    profile: String? = nil, version: Int? = nil, component: String? = nil
  ) {
    self.code = code
    self.detail = detail
    self.tenant = (person?.tenant ?? tenant)?.rawValue
    self.person = person?.subject
    self.profile = profile
    self.version = version
    self.component = component
  }
}
