import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin person export`
struct AdminPersonExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all of a person into an archive.",
    discussion: """
      The archive holds the contents of the backups in the clear, and is readable by you alone \
      (docs/archive.md has the format, and how to encrypt it). For administrators, who give a reason; \
      a person may export their own without one.
      """)

  @Option(
    help: ArgumentHelp(
      "The archive to write; a file that is there is not replaced.", valueName: "file"))
  var output: String

  @OptionGroup var user: UserOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var service: ServiceOptions

  func run() async throws {
    let client = try await service.client()
    let draft = try NewFile(at: output)
    do {
      let count = try await client.exportPerson(user.user, reason: reason.reason) { part in
        try draft.append(part)
      }
      guard count > 0 else {
        throw InputError.unknownPerson(user.user, "so there is nothing to export")
      }
      try draft.finish()
    } catch {
      draft.discard()
      throw error
    }
    Output.line("All of \(user.user.onOneLine) lies in \(output), readable by you alone.")
  }
}

/// A file that is written under another name, readable by its owner only, and gets its own when it is
/// whole.
struct NewFile {
  private let path: String
  private let draft: String
  private let handle: FileHandle

  init(at path: String) throws {
    self.path = path
    draft = path + ".part"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw InputError(
        code: "output.fileExists",
        message: "\(path) is there already and is not replaced; choose another name.")
    }
    // A draft that an interruption left behind is only in the way.
    unlink(draft)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.unwritable(path) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func append(_ bytes: Data) throws {
    do {
      try handle.write(contentsOf: bytes)
    } catch {
      throw Self.unwritable(path)
    }
  }

  func finish() throws {
    // A link refuses to replace what somebody put there meanwhile.
    guard fsync(handle.fileDescriptor) == 0, link(draft, path) == 0 else {
      throw Self.unwritable(path)
    }
    unlink(draft)
  }

  func discard() { unlink(draft) }

  private static func unwritable(_ path: String) -> InputError {
    InputError(
      code: "output.notWritable",
      message: "\(path) cannot be written; check the folder, the space and your rights.")
  }
}
