import DeviceAgent
import Foundation
import OpenIDConnect
import RegistryHive
import RestoreRules
import SampleVolume
import ServiceAPI
import UserEnvironment
import WindowsDevice

/// An error as the person at the terminal sees it: one sentence, and the stable code in brackets.
struct Failure: CustomStringConvertible {
  let code: String
  let message: String
  let status: ExitStatus

  var description: String { "valise: \(message) [\(code)]" }

  init(code: String, message: String, status: ExitStatus = .failed) {
    self.code = code
    self.message = message
    self.status = status
  }

  /// What the service says to programs that speak HTTP with it, in words for people.
  private static func words(of error: ServiceError) -> String {
    guard let problem = error.problem else { return error.message }
    guard problem.code != "access.denied" else { return accessDenied }
    return problem.detail.replacing(#/The \{(\w+)\} in the path/#) { "The id of the \($0.1)" }
  }

  /// The service says the same whether or not there is such a person, and so does this.
  private static let accessDenied =
    "Your account lacks the role for this, or may not do it for this person. docs/roles.md says which "
    + "role may do what; an administrator gives it."

  init(_ error: any Error) {
    switch error {
    case let error as ServiceError:
      self.init(
        code: error.problem?.code ?? error.code.description,
        message: Self.words(of: error),
        status: error.code == .unreachable ? .serviceUnreachable : .failed)
    case let error as AgentError:
      self.init(code: error.code.description, message: error.message)
    case let error as DeviceError:
      self.init(code: error.code.description, message: error.message)
    case let error as HiveError:
      self.init(code: error.code.description, message: error.message)
    case let error as RegistryTextError:
      self.init(code: error.code.description, message: error.description)
    case let error as FactsError:
      self.init(code: error.code.description, message: error.message)
    case let error as SettingsCatalogError:
      self.init(code: error.code.description, message: error.message)
    case let error as StoreCatalogError:
      self.init(code: error.code.description, message: error.message)
    case let error as AppRulesError:
      self.init(code: error.code.description, message: error.message)
    case let error as AppCatalogError:
      self.init(code: error.code.description, message: error.message)
    case let error as StartMenuError:
      self.init(code: error.code.description, message: error.message)
    case let error as SampleVolumeError:
      self.init(code: error.code.description, message: error.message)
    case let error as ArchiveError:
      self.init(code: error.code.description, message: error.message)
    case let error as ProviderError:
      self.init(
        code: error.code.description, message: error.message,
        status: error.code == .unreachable ? .serviceUnreachable : .failed)
    case let error as InputError:
      self.init(code: error.code, message: error.message)
    default:
      self.init(code: "unexpected", message: String(describing: error))
    }
  }
}

/// Something that was given on the command line and cannot be used.
struct InputError: Error {
  let code: String
  let message: String

  /// A file that was to be read and could not be.
  static func file(_ path: String) -> InputError {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let message =
      if !isThere {
        "There is no file \(path)."
      } else if isFolder.boolValue {
        "\(path) is a folder, not a file."
      } else if !FileManager.default.isReadableFile(atPath: path) {
        "\(path) may not be read: check your rights to it."
      } else {
        "\(path) cannot be read. Check the disk, and that the file is of the right kind."
      }
    return InputError(code: "input.unreadable", message: message)
  }
}
