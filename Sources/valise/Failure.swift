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

  init(_ error: any Error) {
    switch error {
    case let error as ServiceError:
      self.init(
        code: error.problem?.code ?? error.code.description, message: error.message,
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

  static func file(_ path: String, _ error: any Error) -> InputError {
    let reason = (error as NSError).localizedDescription
    return InputError(code: "input.unreadable", message: "\(path) cannot be read: \(reason)")
  }
}
