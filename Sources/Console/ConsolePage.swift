import BackupService
import Identity

/// The pages that show something of a tenant, and who may see them.
public enum ConsolePage: String, Sendable, CaseIterable {
  case people = "/console"
  case person = "/console/person"
  case audit = "/console/audit"

  public var roles: Set<Role> {
    switch self {
    case .people, .person: [.helpDesk, .administrator, .auditor]
    case .audit: [.administrator, .auditor]
    }
  }

  /// All of them, for the table in `docs/roles.md`.
  public static var access: [(address: String, roles: Set<Role>)] {
    allCases.map { ($0.rawValue, $0.roles) }
  }

  func check(_ caller: Caller?) throws(ServiceProblem) {
    try RouteAccess.roles(roles).check(caller, about: nil)
  }
}
