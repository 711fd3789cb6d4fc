import ArgumentParser
import DeviceAgent
import UserEnvironment
import WindowsDevice

/// Whether apps are looked up in the Store's catalog.
struct StoreLookupOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Look up the apps whose product in the Store is not known, in the catalog at this address: \
      https://displaycatalog.mp.microsoft.com. The catalog learns their names. Without it, nothing is \
      looked up, unless the PC's configuration names one.
      """,
      valueName: "url"))
  var storeCatalog: String?

  /// What is said of the agent's keys.
  var said: [AgentConfiguration.Option] {
    storeCatalog.map { [.init(.storeCatalog, .text($0))] } ?? []
  }

  /// The environment, with what was found; what could not be looked up is a remark.
  func complete(
    _ environment: Environment, by configuration: AgentConfiguration
  ) async throws -> Environment {
    guard let storeCatalog = try configuration.storeCatalog, let apps = environment.apps else {
      return environment
    }
    let lookup = StoreLookup(in: try DisplayCatalog(address: storeCatalog), beyond: try .bundled())
    let result = await lookup.complete(apps)
    for remark in result.remarks { Output.remark(remark) }
    var completed = environment
    completed.apps = result.apps
    return completed
  }
}
