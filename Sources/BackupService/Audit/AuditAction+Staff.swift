extension AuditAction {
  /// Somebody signed in to the console.
  public static let consoleSignedIn = AuditAction(rawValue: "console.signedIn")
  public static let consoleSignedOut = AuditAction(rawValue: "console.signedOut")
  /// Somebody with a role asked who the service takes them for, as the command line does at a sign-in.
  public static let staffIdentified = AuditAction(rawValue: "staff.identified")
  /// Staff looked at something: a route or a page, named in the details.
  public static let staffLooked = AuditAction(rawValue: "staff.looked")
  /// Staff changed something that no entry of its own tells of.
  public static let staffChanged = AuditAction(rawValue: "staff.changed")
  /// A device told that it has restored.
  public static let restoreReported = AuditAction(rawValue: "restore.reported")
  public static let auditExported = AuditAction(rawValue: "audit.exported")
  public static let versionsDeleted = AuditAction(rawValue: "profile.versionsDeleted")
  public static let profileDeleted = AuditAction(rawValue: "profile.deleted")
  public static let personDeleted = AuditAction(rawValue: "person.deleted")
  public static let personExported = AuditAction(rawValue: "person.exported")
  public static let personImportBegun = AuditAction(rawValue: "person.importBegun")
  public static let personImported = AuditAction(rawValue: "person.imported")
  public static let transferRequested = AuditAction(rawValue: "transfer.requested")
  public static let transferAccepted = AuditAction(rawValue: "transfer.accepted")
  public static let transferDeclined = AuditAction(rawValue: "transfer.declined")
  public static let transferCancelled = AuditAction(rawValue: "transfer.cancelled")
  public static let transferCompleted = AuditAction(rawValue: "transfer.completed")
}
