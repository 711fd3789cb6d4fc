import ArgumentParser
import BackupService
import Foundation

/// `valised init`
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract:
      "Write a configuration to start with: one tenant, a fresh token, backups and restores turned on.",
    discussion: """
      Makes the folder, and in it valised.json (the configuration), tenants.json (one tenant with a \
      policy that turns backups on and offers a restore at every moment) and token (the tenant's token, readable by you \
      alone). Files that are there already are never replaced.
      """)

  @Argument(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp("The tenant's id.", valueName: "id"))
  var tenant = "example"

  func run() throws {
    do {
      try write()
    } catch {
      Output.remark(error.description)
      throw ExitCode(ConfigurationError.exitStatus)
    }
  }

  private func write() throws(ConfigurationError) {
    try checkTenant()
    let files = [
      ("valised.json", Self.configurationFile),
      ("tenants.json", try tenantsFile(token: #""tokenFile": "token""#)),
      ("token", Self.freshToken() + "\n"),
    ]
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ConfigurationError(
        "init.folder", "The folder \(folder) cannot be made; choose another one.")
    }
    for (name, _) in files where FileManager.default.fileExists(atPath: folder + "/" + name) {
      throw ConfigurationError(
        "init.fileExists",
        "\(folder)/\(name) is there already and is not replaced; choose another folder, or remove it."
      )
    }
    for (name, text) in files {
      let made = FileManager.default.createFile(
        atPath: folder + "/" + name, contents: Data(text.utf8),
        attributes: [.posixPermissions: 0o600])
      guard made else {
        throw ConfigurationError(
          "init.write", "\(folder)/\(name) cannot be written; check the space and your rights.")
      }
    }
    Output.line(
      """
      The configuration lies in \(folder)/valised.json, tenants and policies in \
      \(folder)/tenants.json.
      The token lies in \(folder)/token, readable by you alone.
      Start the service with: valised serve --config \(folder)/valised.json
      """)
  }

  private static let configurationFile = """
    {
      "http": {"host": "127.0.0.1", "port": 8780},
      "store": {"kind": "sqlite", "path": "data/valise.sqlite"},
      "vault": {"masterKeyFile": "data/master.key"},
      "tenants": {"file": "tenants.json"}
    }

    """

  /// Reads the tenants file as `serve` will, with a token in it.
  private func checkTenant() throws(ConfigurationError) {
    let file = try tenantsFile(token: #""token": "\#(Self.freshToken())""#)
    do {
      _ = try TenantsFile(json: Data(file.utf8), folder: URL(fileURLWithPath: folder))
    } catch {
      throw ConfigurationError(error.problem, "--tenant cannot be used: \(error.message)")
    }
  }

  private func tenantsFile(token: String) throws(ConfigurationError) -> String {
    guard let id = try? String(decoding: JSONEncoder().encode(tenant), as: UTF8.self) else {
      throw ConfigurationError("init.tenant", "The tenant's id cannot be written as JSON.")
    }
    return """
      {
        "tenants": [
          {
            "id": \(id),
            \(token),
            "requirements": "standard",
            "groups": [],
            "policies": [
              {
                "name": "default",
                "groups": [],
                "priority": 0,
                "backup": {"enabled": true},
                "restore": {"oobe": true, "firstSignIn": true, "onDemand": true}
              }
            ]
          }
        ]
      }

      """
  }

  /// 256 random bits, in letters that need no quoting.
  private static func freshToken() -> String {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    return Data(bytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
