import ArgumentParser
import BackupService
import Foundation

/// `valised audit verify`
struct AuditVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that nothing in the audit log was changed, removed, inserted or moved.",
    discussion: """
      A tail that was cut off, and a log that was written anew from some entry on, are found against a \
      checkpoint that was kept elsewhere: see `valised audit checkpoint`. Status 0: all is as it was \
      written; 1: it is not, each finding is a line on standard output; 2: it could not be read.
      """)

  @Option(
    help: ArgumentHelp(
      "Prove an export instead of the store; - is standard input.", valueName: "file"))
  var fromFile: String?

  @Option(
    help: ArgumentHelp(
      "Checkpoints that were kept, to hold the log against.", valueName: "file"))
  var checkpoint: String?

  @OptionGroup var log: AuditLogOptions

  /// The status of a log that was tampered with.
  private static let tampered = ExitCode(1)

  func run() async throws {
    let checkpoints = try readCheckpoints()
    var isGood = true
    if let fromFile {
      isGood = try report(try verify(file: fromFile, checkpoints), name: fromFile)
    } else {
      try await log.run { audit, tenants in
        for tenant in tenants {
          let chain = try await audit.verify(tenant, checkpoints: checkpoints)
          isGood = try report(chain, name: auditLogName(tenant?.rawValue)) && isGood
        }
      }
    }
    if !isGood { throw Self.tampered }
  }

  private func report(_ chain: AuditChain, name: String) throws -> Bool {
    for finding in chain.findings { Output.line("\(name): \(finding)") }
    let range = chain.head.map { "entries \(chain.first ?? 1) to \($0.sequence)" } ?? "no entries"
    guard chain.findings.isEmpty else {
      Output.line("\(name): \(range), NOT as they were written: \(chain.findings.count) findings")
      return false
    }
    Output.line("\(name): \(range), as they were written")
    return true
  }

  private func verify(file: String, _ checkpoints: [AuditCheckpoint]) throws -> AuditChain {
    let handle: FileHandle? =
      file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
    guard let handle else { throw Self.unreadable(file) }
    var verification = AuditFile.Verification(checkpoints: checkpoints)
    var rest = Data()
    do {
      while let part = try handle.read(upToCount: 1 << 16), !part.isEmpty {
        rest += part
        while let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")) {
          verification.take(line: Data(rest[..<lineEnd]))
          rest = Data(rest[rest.index(after: lineEnd)...])
        }
      }
    } catch {
      throw Self.unreadable(file)
    }
    if !rest.isEmpty { verification.take(line: rest, isWhole: false) }
    verification.finish()
    return verification.chain
  }

  private func readCheckpoints() throws -> [AuditCheckpoint] {
    guard let checkpoint else { return [] }
    guard let bytes = FileManager.default.contents(atPath: checkpoint) else {
      throw Self.unreadable(checkpoint)
    }
    do {
      return try AuditCheckpoint.read(bytes)
    } catch {
      Output.remark("valised: \(checkpoint): \(error.message) [\(error.code)]")
      throw ExitCode(ConfigurationError.exitStatus)
    }
  }

  private static func unreadable(_ file: String) -> ExitCode {
    Output.remark("valised: \(file) cannot be read. [audit.unreadableFile]")
    return ExitCode(ConfigurationError.exitStatus)
  }
}
