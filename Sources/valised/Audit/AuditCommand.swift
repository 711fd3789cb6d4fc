import ArgumentParser
import BackupService
import Foundation
import Store

/// `valised audit`
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Prove, keep and export the audit log.",
    discussion: """
      There is a log for each tenant and one for the installation. The commands read the store \
      directly, and may run beside the service. docs/audit.md describes the chain and the file.
      """,
    subcommands: [AuditVerify.self, AuditCheckpointCommand.self, AuditExport.self])
}

/// Which store, and whose logs.
struct AuditLogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration file (JSON). Without it, valised.json in the working folder.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Only this tenant's log; without it, every tenant's and the installation's.",
      valueName: "id"))
  var tenant: String?

  @Flag(help: "Only the installation's log.")
  var installation = false

  func validate() throws {
    guard tenant == nil || !installation else {
      throw ValidationError("--tenant and --installation name two logs: choose one.")
    }
  }

  /// Runs `work` on the audit service and the logs that are meant; nil is the installation's.
  func run(
    _ work: (AuditService, [TenantID?]) async throws -> Void
  ) async throws {
    do {
      let settings = try await Settings.read(
        file: config, environment: ProcessInfo.processInfo.environment)
      let opened = try await settings.store.open(mustExist: true)
      let audit = AuditService(store: opened.store, now: { Date() })
      do {
        try await work(audit, try logs(settings))
      } catch {
        await opened.close()
        throw error
      }
      await opened.close()
    } catch let error as ConfigurationError {
      Output.remark(error.description)
      throw ExitCode(ConfigurationError.exitStatus)
    } catch let error as StoreError {
      Output.remark("valised: \(error.message) [\(error.code)]")
      throw ExitCode(ConfigurationError.exitStatus)
    }
  }

  private func logs(_ settings: Settings) throws(ConfigurationError) -> [TenantID?] {
    if installation { return [nil] }
    if let tenant { return [TenantID(rawValue: tenant)] }
    let tenants = try Server.readTenants(settings).tenants
    return [nil] + tenants.all.map { Optional($0.id) }
  }
}

/// `tenant contoso`, `the installation`
func auditLogName(_ tenant: String?) -> String {
  tenant.map { "tenant \($0)" } ?? "the installation"
}
