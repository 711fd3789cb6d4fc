import ArgumentParser
import BackupService
import Foundation
import Identity

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

      With --with-sign-in there is no token: people sign in, at the development provider that valised then \
      brings along. It asks for no password, and is for trying out on this machine alone.
      """)

  @Argument(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp("The tenant's id.", valueName: "id"))
  var tenant = "example"

  @Flag(help: "Let people sign in at the development provider, instead of a token.")
  var withSignIn = false

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
    var files = [("valised.json", configurationFile)]
    if withSignIn {
      files.append(("tenants.json", try tenantsFile(token: nil)))
    } else {
      files.append(("tenants.json", try tenantsFile(token: #""tokenFile": "token""#)))
      files.append(("token", SecretDigest.freshSecret() + "\n"))
    }
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
      \(withSignIn ? Self.aboutSignIn : "The token lies in \(folder)/token, readable by you alone.")
      Start the service with: valised serve --config \(folder)/valised.json
      """)
  }

  private static let aboutSignIn = """
    People sign in without a password, on this machine alone: Ada (administrator), Helga (help desk), Alice, Bob.
    """

  private var configurationFile: String {
    let identity = withSignIn ? #"\#n  "identity": {"development": true},"# : ""
    return """
      {
        "http": {"host": "127.0.0.1", "port": 8780},\(identity)
        "store": {"kind": "sqlite", "path": "data/valise.sqlite"},
        "vault": {"masterKeyFile": "data/master.key"},
        "tenants": {"file": "tenants.json"}
      }

      """
  }

  /// Reads the tenants file as `serve` will, with a token in it.
  private func checkTenant() throws(ConfigurationError) {
    let file = try tenantsFile(token: #""token": "\#(SecretDigest.freshSecret())""#)
    do {
      _ = try TenantsFile(json: Data(file.utf8), folder: URL(fileURLWithPath: folder))
    } catch {
      throw ConfigurationError(error.problem, "--tenant cannot be used: \(error.message)")
    }
  }

  private func tenantsFile(token: String?) throws(ConfigurationError) -> String {
    guard let id = try? String(decoding: JSONEncoder().encode(tenant), as: UTF8.self) else {
      throw ConfigurationError("init.tenant", "The tenant's id cannot be written as JSON.")
    }
    return """
      {
        "tenants": [
          {
            "id": \(id),\(token.map { "\n        \($0)," } ?? "")
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
}
