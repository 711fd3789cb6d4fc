import ArgumentParser
import BackupService
import Foundation
import Logging
import Store
import Vault

/// `valised keys rewrap`
struct KeysRewrapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rewrap",
    abstract: "Put all data keys under a new master key.",
    discussion: """
      The configuration names the new master key; its file is made when it is not there. The old one \
      is named here, by its file or by its command, whose words come last on the line:

        valised keys rewrap --old-key-file old.key
        valised keys rewrap --old-command /usr/local/bin/wrap-keys --slot 1

      Stop valised first. Interrupted, the command is simply run again: every key is under one of the \
      two at any time, and none is touched twice. Keep the old master key for as long as you keep \
      backups of the database from before. Ends with status 1 when a key could not be rewrapped.
      """)

  @OptionGroup var installation: InstallationOptions

  @Option(help: ArgumentHelp("The file of the old master key.", valueName: "file"))
  var oldKeyFile: String?

  @Option(
    parsing: .remaining,
    help: ArgumentHelp(
      "The command of the old master key: the program and its arguments.", valueName: "words"))
  var oldCommand: [String] = []

  func validate() throws {
    guard (oldKeyFile != nil) != !oldCommand.isEmpty else {
      throw ValidationError("Name the old master key, by --old-key-file or by --old-command.")
    }
  }

  func run() async throws {
    try await installation.withInstallation { installation in
      let change = try MasterKeyChange(
        from: try await oldMasterKey(installation), to: try await newMasterKey(installation))
      let result = try await installation.keys.rewrap(change)
      Output.line(
        "\(OperatorOutput.count(result.rewrapped, "key", "keys")) put under the master key \(change.new.fingerprint), \(result.alreadyDone) were under it before"
      )
      for failure in result.failures {
        Output.remark(
          "valised: \(failure.tenant), key \(failure.generation): \(failure.message) [\(failure.code)]"
        )
      }
      if try await installation.records.escrowConfirmed(of: change.new.fingerprint) == nil {
        Output.line(Escrow.unconfirmed(change.new.fingerprint))
      }
      if !result.failures.isEmpty { throw ExitCode(1) }
    }
  }

  private func oldMasterKey(_ installation: Installation) async throws -> any MasterKeyProvider {
    if let oldKeyFile { return try MasterKeyFile(path: oldKeyFile).existingKey() }
    guard
      let command = MasterKeyCommand(
        words: oldCommand, timeLimit: installation.settings.masterKeyTimeLimit)
    else {
      throw ConfigurationError("keys.noOldCommand", "--old-command names no program.")
    }
    return try await MasterKeySource.command(command).existing(in: installation.store)
  }

  private func newMasterKey(_ installation: Installation) async throws -> any MasterKeyProvider {
    switch installation.settings.masterKey {
    case .file(let path):
      let file = MasterKeyFile(path: path)
      try DataFolder.make(for: path)
      let isNew = !file.exists
      let key = try file.masterKey()
      if isNew { Output.line("The new master key \(key.fingerprint) was made in \(path).") }
      return key
    case .command(let command):
      return try await installation.records.adopt(command)
    }
  }
}
