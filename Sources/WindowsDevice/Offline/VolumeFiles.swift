import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The files of a mounted Windows disk, by their Windows paths.
///
/// Windows does not distinguish case in names, the file system here may: each component is looked up
/// without regard to case. A volume's content is not to be trusted with the rest of the machine, nor
/// a person's folder with the rest of the volume: reading follows links only within the volume,
/// writing and removing follow none.
struct VolumeFiles: Sendable {
  /// The folder that stands for `C:\`, links resolved.
  let root: URL

  /// - Throws: ``DeviceError`` with `device.notWindows` when the folder is not there.
  init(root folder: URL) throws(DeviceError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      throw DeviceError(
        .notWindows,
        "\(folder.path) is not a folder. Name the folder that the Windows disk is mounted on.")
    }
    root = folder.resolvingSymlinksInPath().standardizedFileURL
  }

  /// Where a Windows path lies here; nil when nothing is there.
  func find(_ windowsPath: String) throws(DeviceError) -> URL? {
    var url = root
    for component in try components(of: windowsPath) {
      guard let name = try Self.name(like: component, in: url) else { return nil }
      url = try inside(url.appendingPathComponent(name))
    }
    return url
  }

  /// Where a file of this Windows path is to be put: existing folders in their own spelling, the
  /// rest as given.
  func place(for windowsPath: String) throws(DeviceError) -> URL {
    var url = root
    for component in try components(of: windowsPath) {
      url.appendPathComponent(try Self.name(like: component, in: url) ?? component)
      var status = stat()
      guard lstat(url.path, &status) != 0 || status.st_mode & S_IFMT != S_IFLNK else {
        throw DeviceError(
          .outsideVolume, "\(url.path) is a link; nothing is written through links.")
      }
    }
    return url
  }

  private func components(of windowsPath: String) throws(DeviceError) -> [String] {
    var components = windowsPath.split { $0 == "\\" || $0 == "/" }.map(String.init)
    guard !windowsPath.hasPrefix("\\\\"), !components.contains(where: Self.isUnsafe) else {
      throw DeviceError(.outsideVolume, "\(windowsPath) is not a plain path in the volume.")
    }
    if let drive = components.first, drive.hasSuffix(":") {
      guard drive.lowercased() == Self.systemDrive else {
        throw DeviceError(
          .outsideVolume,
          "\(windowsPath) lies on another drive than the mounted disk, which is C: to its Windows.")
      }
      components.removeFirst()
    }
    return components
  }

  /// The drive that a mounted Windows disk is to the Windows on it.
  private static let systemDrive = "c:"

  private static func isUnsafe(_ component: String) -> Bool {
    component == "." || component == ".." || component.contains("\0")
  }

  /// The name in the folder that is `component` without regard to case; the exact one first. Nil when
  /// there is none.
  ///
  /// - Throws: ``DeviceError`` with `device.unreadable` when the folder may not be looked into.
  private static func name(
    like component: String, in folder: URL
  ) throws(DeviceError) -> String? {
    var status = stat()
    if lstat(folder.appendingPathComponent(component).path, &status) == 0 { return component }
    guard errno != EACCES else {
      throw DeviceError(
        .unreadable, "You may not look into \(folder.path). Run with the rights to read it.")
    }
    let wanted = component.lowercased()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().first { $0.lowercased() == wanted }
  }

  private func inside(_ url: URL) throws(DeviceError) -> URL {
    let resolved = url.resolvingSymlinksInPath().standardizedFileURL
    guard resolved.path == root.path || resolved.path.hasPrefix(root.path + "/") else {
      throw DeviceError(
        .outsideVolume,
        "\(url.path) is a link that leads out of the volume; it is not followed.")
    }
    return resolved
  }
}
