import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin installation`
struct AdminInstallation: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "installation",
    abstract: "The tenants of the installation, and whether the identity providers answer.",
    discussion: "For the operator.")

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let installation = try await service.client().installation()
    guard !output.isJSON else { return try Output.json(installation) }
    Output.table(
      ["TENANT", "NAME"], installation.tenants.map { [$0.id, $0.name] })
    Output.line("")
    Output.table(
      ["PROVIDER", "ANSWERS"],
      installation.providers.map { [$0.issuer, $0.reachable ? "yes" : "no"] })
  }
}
