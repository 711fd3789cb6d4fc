import Foundation
import Testing

/// Real hives, where there are any: files in the folder that `VALISE_HIVES` names, or `.xz` files
/// in `../shared/hives` beside the package.
enum RealHives {
  /// A folder with the unpacked hives and their logs; nil where there are none.
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["VALISE_HIVES"] {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    let packed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../../shared/hives").standardizedFileURL
    let names = (try? FileManager.default.contentsOfDirectory(atPath: packed.path)) ?? []
    let archives = names.filter { $0.hasSuffix(".xz") }
    guard !archives.isEmpty else { return nil }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "valise-hives-\(ProcessInfo.processInfo.processIdentifier)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in archives {
      guard let bytes = Tool.run("xz", ["-dkc", packed.appending(path: name).path]).output else {
        return nil
      }
      let target = folder.appending(path: String(name.dropLast(3)))
      try? Data(bytes).write(to: target)
    }
    atexit {
      let name = "valise-hives-\(ProcessInfo.processInfo.processIdentifier)"
      try? FileManager.default.removeItem(
        at: FileManager.default.temporaryDirectory.appending(path: name))
    }
    return folder
  }()

  static var areHere: Bool { folder != nil }

  /// The path of a real hive; nil where it is not among those that are here.
  static func path(_ name: String) -> String? {
    guard let path = folder?.appending(path: name).path,
      FileManager.default.fileExists(atPath: path)
    else { return nil }
    return path
  }

  /// Paths of all hives that are here, logs left out.
  static var all: [String] {
    guard let folder,
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    else { return [] }
    return names.sorted()
      .filter { name in
        let bytes = FileManager.default.contents(atPath: folder.appending(path: name).path)
        return bytes?.starts(with: Array("regf".utf8)) == true && bytes?[28] == 0
      }
      .map { folder.appending(path: $0).path }
  }
}
