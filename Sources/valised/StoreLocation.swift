import Foundation
import PostgreSQLStore
import SQLiteStore
import Store

/// Where the service keeps everything.
enum StoreLocation: Sendable {
  case sqlite(path: String)
  /// As libpq reads it. May hold a password: it is never shown.
  case postgreSQL(address: String)

  /// A store that is open, and how it is closed after the last request.
  struct Opened: Sendable {
    let store: any Store
    let close: @Sendable () async -> Void
  }

  /// Whether nothing was ever stored here; nil where only the open store can tell.
  var isNew: Bool? {
    switch self {
    case .sqlite(let path):
      // The store makes the file empty, and writes its first page at once.
      var status = stat()
      return stat(path, &status) == 0 ? status.st_size == 0 : errno == ENOENT
    case .postgreSQL: return nil
    }
  }

  /// - Parameter mustExist: refuses to make an SQLite file, for commands that only look.
  func open(mustExist: Bool = false) async throws(ConfigurationError) -> Opened {
    switch self {
    case .sqlite(let path):
      guard !mustExist || FileManager.default.fileExists(atPath: path) else {
        throw ConfigurationError(
          "store.notFound", "There is no store at \(path): check store.path and --config.")
      }
      try DataFolder.make(for: path)
      do {
        let store = try SQLiteStore(path: path)
        return Opened(store: store) { try? store.close() }
      } catch {
        throw ConfigurationError(
          error.code.description, "The store \(path) cannot be used. \(error.message)",
          cause: error.cause)
      }
    case .postgreSQL(let address):
      guard !address.isEmpty else {
        throw ConfigurationError(
          "configuration.missingValue",
          "store.kind is postgresql, and store.url does not say where the database is.")
      }
      do {
        let store = try await PostgreSQLStore(address: address)
        return Opened(store: store) {}
      } catch {
        throw ConfigurationError(
          error.code.description, "The database of store.url cannot be used. \(error.message)",
          cause: Self.withoutAddress(error.cause, address))
      }
    }
  }

  /// The database's words without what they quote: of an address that libpq could not read, or read
  /// in another way than it was meant, that may be the password.
  private static func withoutAddress(_ cause: String?, _ address: String) -> String? {
    address.contains("\"") ? nil : cause?.replacing(/"[^"]*"/, with: "\"...\"")
  }
}

/// Folders for what the service keeps, reachable by its own user only.
enum DataFolder {
  /// Makes the folder that a file is to lie in.
  static func make(for file: String) throws(ConfigurationError) {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ConfigurationError(
        "configuration.dataFolder",
        "The folder \(folder) cannot be made; make it, or choose another place for \(file).",
        cause: "\(error)")
    }
  }
}
