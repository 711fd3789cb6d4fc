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
