import ArgumentParser
import DeviceAgent
import Foundation

/// Writes the policies of the agent for what brings policies to PCs.
struct AdminPolicyExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the agent's policies as templates for Group Policy or a device management.",
    discussion: """
      admx writes Valise.admx and en-US/Valise.adml: copy both into the folder PolicyDefinitions of \
      the central store. intune writes valise-intune.json, a profile of OMA-URI settings in the form of \
      Microsoft Graph. markdown prints the table of docs/agent-configuration.md. Needs no service. What \
      is in the folder under these names is replaced.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case admx, intune, markdown
  }

  @Option(help: ArgumentHelp("admx, intune or markdown.", valueName: "format"))
  var format: Format

  @Option(
    help: ArgumentHelp("The folder that the files are written to; it is made.", valueName: "folder")
  )
  var output: String?

  func validate() throws {
    guard (output != nil) != (format == .markdown) else {
      throw ValidationError(
        output == nil
          ? "Say where to: --output FOLDER." : "--format markdown prints; leave --output out.")
    }
  }

  func run() throws {
    let table = try AgentKeyTable.bundled()
    let name = AdministrativeTemplate.name
    switch format {
    case .markdown:
      print(AgentKeysDocument(table).markdown, terminator: "")
    case .admx:
      let template = AdministrativeTemplate(table)
      try write([
        "\(name).admx": template.admx,
        "\(AdministrativeTemplate.language)/\(name).adml": template.adml,
      ])
    case .intune:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try write(["valise-intune.json": encoder.encode(ManagementProfile(table)) + Data("\n".utf8)])
    }
  }

  private func write(_ files: [String: Data]) throws {
    let folder = URL(fileURLWithPath: output ?? ".")
    for (name, content) in files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      do {
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try content.write(to: file, options: .atomic)
      } catch {
        throw InputError(
          code: "output.notWritable",
          message: "\(file.path) cannot be written; check the folder, the space and your rights.")
      }
      Output.line("Written: \(file.path)")
    }
  }
}
