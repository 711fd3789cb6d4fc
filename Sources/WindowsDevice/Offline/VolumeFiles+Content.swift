import Foundation

extension VolumeFiles {
  /// The content of a file; nil when it is not there.
  ///
  /// - Throws: ``DeviceError`` with `device.tooLarge`, or `device.unreadable` also for what is no
  ///   file: a pipe would never end.
  func content(at path: String) throws(DeviceError) -> Data? {
    guard let url = try find(path) else { return nil }
    return try Self.content(of: url)
  }

  /// The content of a file to which no link leads; nil when it is not there.
  ///
  /// - Throws: as ``content(at:)``, and `device.outsideVolume` when there is a link on the way.
  func unlinkedContent(at path: String) throws(DeviceError) -> Data? {
    let url = try place(for: path)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try Self.content(of: url)
  }

  private static func content(of url: URL) throws(DeviceError) -> Data {
    try checkRegular(url, atMost: largestFile)
    do {
      return try Data(contentsOf: url)
    } catch {
      throw DeviceError(.unreadable, "The file \(url.path) cannot be read.", cause: error)
    }
  }

  /// Far above every file that is read whole: layouts, journals, shortcuts.
  private static let largestFile = 64 << 20

  /// Makes sure that opening and reading the file will end.
  static func checkRegular(_ url: URL, atMost limit: Int) throws(DeviceError) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      let size = attributes?[.size] as? Int
    else {
      throw DeviceError(.unreadable, "\(url.path) is not a file that can be read.")
    }
    guard size <= limit else {
      throw DeviceError(
        .tooLarge, "\(url.path) has \(size) bytes, more than any file of its kind.")
    }
  }

  /// The names in a folder, sorted; empty when it is not there.
  func names(in folder: String) throws(DeviceError) -> [String] {
    guard let url = try find(folder) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    } catch {
      throw DeviceError(.unreadable, "The folder \(url.path) cannot be read.", cause: error)
    }
  }

  /// Puts a file in place whole, or removes it when `content` is nil; durable when it returns.
  ///
  /// - Throws: ``DeviceError``, with `device.outsideVolume` when there is a link on the way: behind
  ///   it could be somebody else's file.
  func replace(at path: String, with content: Data?) throws(DeviceError) {
    let url = try place(for: path)
    if let content {
      try DurableFile.write(content, to: url)
    } else if FileManager.default.fileExists(atPath: url.path) {
      try DurableFile.remove(url)
    }
  }

  /// Where the agent keeps what is the PC's own.
  func agentFolder() throws(DeviceError) -> URL { try place(for: #"C:\ProgramData\Valise"#) }
}
