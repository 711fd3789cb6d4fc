import BackupService
import Identity

/// The pages that show something of a tenant, and what can be done on them, and who may.
public enum ConsolePage: String, Sendable, CaseIterable {
  case people = "/console"
  case person = "/console/person"
  case decision = "/console/decision"
  case rearm = "/console/rearm"
  case requestBackup = "/console/backup-request"
  case audit = "/console/audit"

  public var roles: Set<Role> {
    switch self {
    case .people, .person, .decision: [.helpDesk, .administrator, .auditor]
    case .rearm, .requestBackup: [.helpDesk, .administrator]
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

  func isAllowed(_ caller: Caller?) -> Bool {
    caller.map { !$0.roles.isDisjoint(with: roles) } ?? false
  }
}
