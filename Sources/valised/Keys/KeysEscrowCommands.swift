import ArgumentParser
import BackupService
import Foundation
import Vault

/// `valised keys fingerprint`
struct KeysFingerprintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint",
    abstract: "Print the fingerprint of a copy of the master key.",
    discussion: """
      Reads the copy whole, so that a copy that is damaged is found before it is needed. Without \
      --key-file, prints that of the master key in the configuration: with a command that uses the \
      escrow copy in its module, say.
      """)

  @OptionGroup var installation: InstallationOptions

  @Option(help: ArgumentHelp("The copy of the key file.", valueName: "file"))
  var keyFile: String?

  func run() async throws {
    if let keyFile {
      try await OperatorOutput.reporting {
        Output.line(try MasterKeyFile(path: keyFile).existingKey().fingerprint.description)
      }
    } else {
      try await installation.withInstallation { installation in
        Output.line(try await installation.masterKey().fingerprint.description)
      }
    }
  }
}

/// `valised keys confirm-escrow`
struct KeysConfirmEscrowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm-escrow",
    abstract: "Say that there is a copy of the master key, by the fingerprint read from that copy.",
    discussion: """
      Read the fingerprint from the copy, not from here: `valised keys fingerprint --key-file COPY`. \
      Until a copy of the master key in use is confirmed, valised warns at every start.
      """)

  @OptionGroup var installation: InstallationOptions

  @Option(help: ArgumentHelp("The fingerprint: 2b89-2405-68cd-a47c.", valueName: "fingerprint"))
  var fingerprint: String

  func run() async throws {
    try await installation.withInstallation { installation in
      guard let typed = MasterKeyFingerprint(fingerprint) else {
        throw ConfigurationError(
          "keys.malformedFingerprint",
          "This is no fingerprint: it is 16 hexadecimal digits, in four groups.")
      }
      // Not said is what the right one would be: it is to be read from the copy.
      guard try await installation.masterKey().fingerprint == typed else {
        throw ConfigurationError(
          "keys.otherFingerprint",
          "The copy is not one of the master key in use: its fingerprint is another. Make a new copy."
        )
      }
      try await installation.records.confirmEscrow(of: typed, at: Date())
      Output.line("A copy of the master key \(typed) is confirmed.")
    }
  }
}
