import Configuration
import DevelopmentProvider
import Foundation

/// The provider for trying out.
struct DevelopmentSettings: Sendable {
  let isOn: Bool
  /// Nil for those that are built in.
  let peopleFile: String?

  init(reader: ConfigReader, folder: URL?) {
    isOn = reader.bool(
      forKey: ConfigKey(ConfigurationKey.development.name), default: false)
    let file = reader.string(forKey: ConfigKey(ConfigurationKey.developmentPeopleFile.name))
    peopleFile = file.map { URL(fileURLWithPath: $0, relativeTo: folder).path }
  }

  /// Nil when it is not wanted.
  ///
  /// - Parameters:
  ///   - origin: where the server listens.
  ///   - console: where browsers see the console.
  /// - Throws: `development.` errors.
  func provider(
    at origin: String, console: String, tenants: [String]
  ) async throws(ConfigurationError) -> DevelopmentProvider? {
    guard isOn else { return nil }
    do {
      return try await DevelopmentProvider(
        origin: origin, tenants: tenants, consoleRedirect: console + "/console/callback",
        people: try people())
    } catch let error as DevelopmentProviderError {
      throw ConfigurationError(
        error.code.description, (peopleFile.map { "\($0): " } ?? "") + error.message)
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError(
        "installation.incomplete",
        "The program's resources are not beside it; install valised together with its resource folders.",
        cause: "\(error)")
    }
  }

  private func people() throws -> [DevelopmentPerson] {
    guard let peopleFile else { return DevelopmentPerson.builtIn }
    guard let json = FileManager.default.contents(atPath: peopleFile) else {
      throw ConfigurationError(
        "development.peopleFileNotFound",
        "The file \(peopleFile) of identity.developmentPeopleFile cannot be read.")
    }
    return try DevelopmentPerson.people(json: json)
  }
}
