import ArgumentParser

/// `valise admin`: what IT and the operator do over the service. Each verb is in a file of its own.
struct Admin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admin",
    abstract: "What IT, the help desk and the operator do over the service.",
    discussion: """
      Each verb needs a role; docs/roles.md says which. Sign in with `valise login`, or give a token \
      with --token-file or VALISE_TOKEN.
      """,
    subcommands: [
      AdminPolicy.self, AdminSessions.self,
      AdminFind.self, AdminPerson.self, AdminDevice.self, AdminExplain.self, AdminOffer.self,
      AdminBackup.self, AdminBackups.self, AdminInstallation.self,
      AdminAudit.self, AdminProfile.self, AdminVersion.self, AdminTransfer.self,
      AdminEnrollmentToken.self, AdminSCIM.self, AdminProgramme.self,
    ])
}
