import Foundation
import RegistryHive
import WindowsDevice

/// The descriptions that the sample is built from.
struct SampleResources {
  private let folder: URL

  init() throws(SampleVolumeError) {
    guard let folder = Bundle.module.url(forResource: "Resources", withExtension: nil) else {
      throw SampleVolumeError(
        .badResource, "The sample's descriptions are not beside the program: install it again.")
    }
    self.folder = folder
  }

  /// A description as text.
  func text(_ path: String) throws(SampleVolumeError) -> String {
    do {
      return try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    } catch {
      throw SampleVolumeError(
        .badResource, "The sample's description \(path) is missing.", cause: error)
    }
  }

  /// The bytes of a file.
  func bytes(_ path: String) throws(SampleVolumeError) -> [UInt8] {
    do {
      return Array(try Data(contentsOf: folder.appending(path: path)))
    } catch {
      throw SampleVolumeError(.badResource, "The sample's file \(path) is missing.", cause: error)
    }
  }

  /// The paths of the files below a folder, from there on; none when it is not there.
  func files(below path: String) -> [String] {
    let root = folder.appending(path: path).path
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.sorted().filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: root + "/" + $0, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// The Start menu and the taskbar of a person.
  func layout(_ path: String) throws(SampleVolumeError) -> SampleLayout {
    try decoded(SampleLayout.self, from: path)
  }

  /// A description in JSON.
  func decoded<Content: Decodable>(
    _ type: Content.Type, from path: String
  ) throws(SampleVolumeError) -> Content {
    let text = try text(path)
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw SampleVolumeError(
        .badResource, "The sample's description \(path) is not of its form.", cause: error)
    }
  }
}
