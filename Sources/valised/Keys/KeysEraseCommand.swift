import ArgumentParser
import BackupService
import Foundation
import Store

/// `valised keys erase`
struct KeysEraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Drop the keys of a person or a whole tenant: their backups never open again.",
    discussion: """
      Drops the keys, and the profiles, versions and contents that were sealed with them. This cannot \
      be undone. Offers, sign-ins and the audit log stay: nothing in them is sealed.

      Copies of the database that were made before still hold the wrapped keys: delete these backups, \
      or erase again after one was restored. A running valised opens nothing with an erased key after \
      a minute, and stores nothing under one at all. Take a tenant out of the tenants file and \
      restart valised before erasing it; else its devices begin anew with their next backup.

      To confirm, repeat the name of what is erased: the user's, or without --user the tenant's.
      """)

  @OptionGroup var installation: InstallationOptions

  @Option(help: ArgumentHelp("The tenant.", valueName: "id"))
  var tenant: String

  @Option(
    help: ArgumentHelp(
      "The person in the tenant, by their subject; without it the whole tenant.",
      valueName: "subject"))
  var user: String?

  @Option(help: ArgumentHelp("The same name once more.", valueName: "name"))
  var confirm: String

  func run() async throws {
    try await OperatorOutput.reporting {
      let name = user ?? tenant
      guard confirm.utf8.elementsEqual(name.utf8) else {
        throw ConfigurationError(
          "keys.notConfirmed",
          "Nothing was erased: --confirm must repeat the name \(name) exactly.")
      }
    }
    try await installation.withInstallation { installation in
      let tenantID = TenantID(rawValue: tenant)
      if let user {
        try await erase(PersonID(tenant: tenantID, subject: user), in: installation)
      } else {
        try await erase(tenantID, in: installation)
      }
      let isPurged: Bool
      do {
        isPurged = try await installation.store.purge()
      } catch let error as StoreError {
        Output.remark(
          "The keys are gone, but the database's file could not be written anew, so pieces of them may "
            + "be in unused parts of it. Mend this and run `valised compact`:")
        throw error
      }
      guard isPurged else {
        Output.line(
          "The database is being read just now, so older forms of the removed rows may stay in its log for a while: run the command again to have them removed at once."
        )
        return
      }
    }
  }

  private func erase(_ person: PersonID, in installation: Installation) async throws {
    let erased = try await installation.keys.erase(person)
    guard erased != Erasure() else {
      Output.line("\(person.subject) has no keys and no backups: there was nothing to erase.")
      return
    }
    Output.line("Erased of \(person.subject): \(Self.words(erased)).")
    sayWhatStays(erased)
  }

  private func erase(_ tenant: TenantID, in installation: Installation) async throws {
    let erased = try await installation.keys.erase(tenant)
    guard erased != TenantErasure() else {
      Output.line("\(tenant.rawValue) has no keys and no backups: there was nothing to erase.")
      return
    }
    Output.line(
      "Erased of \(tenant.rawValue): \(OperatorOutput.count(erased.tenantKeys, "key", "keys")) of the tenant, and of \(OperatorOutput.count(erased.people, "person", "people")) \(Self.words(erased.backups))."
    )
  }

  private static func words(_ erased: Erasure) -> String {
    [
      OperatorOutput.count(erased.keys, "key", "keys"),
      OperatorOutput.count(erased.profiles, "profile", "profiles"),
      OperatorOutput.count(erased.snapshots, "version", "versions"),
      OperatorOutput.count(erased.components, "component", "components"),
    ].joined(separator: ", ")
  }

  private func sayWhatStays(_ erased: Erasure) {
    guard erased.componentsUnderTenantKey > 0 else { return }
    Output.line(
      "Of the components, \(erased.componentsUnderTenantKey) were sealed by an early version of Valise with the tenant's key. They are gone from this database; copies of them in its backups open as long as the tenant's key is there, so delete those backups."
    )
  }
}
