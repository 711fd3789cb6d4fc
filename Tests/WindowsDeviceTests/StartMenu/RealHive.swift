import Foundation

/// Hives of real PCs, which are not part of the repository: unpacked in the folder that
/// `VALISE_HIVES` names, or packed with xz in `../shared/hives` beside the package.
enum RealHive {
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["VALISE_HIVES"] {
      return URL(filePath: path, directoryHint: .isDirectory)
    }
    var package = URL(filePath: #filePath).resolvingSymlinksInPath()
    while package.path != "/",
      !FileManager.default.fileExists(atPath: package.appending(path: "Package.swift").path)
    {
      package.deleteLastPathComponent()
    }
    let shared = package.appending(path: "../shared/hives").standardizedFileURL
    return FileManager.default.fileExists(atPath: shared.path) ? shared : nil
  }()

  /// Gives the path of an unpacked hive.
  static func with(_ name: String, _ body: (String) throws -> Void) throws {
    guard let folder else { return }
    let plain = folder.appending(path: name)
    if FileManager.default.fileExists(atPath: plain.path) { return try body(plain.path) }
    let unpacked = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: unpacked)
    defer { try? FileManager.default.removeItem(at: unpacked) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xz", "-dkc", folder.appending(path: name + ".xz").path]
    process.standardOutput = try FileHandle(forWritingTo: unpacked)
    try process.run()
    process.waitUntilExit()
    try body(unpacked.path)
  }
}
