import Foundation

/// The files below a folder of the sample.
struct SampleFiles {
  let root: URL

  /// Makes the folder this program's: it must be new, empty, or a sample, which is removed.
  func claim() throws(SampleVolumeError) {
    let marker = root.appending(path: SampleVolume.Layout.marker)
    try checked {
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }
    let names = try checked { try FileManager.default.contentsOfDirectory(atPath: root.path) }
    guard names.isEmpty || names.contains(SampleVolume.Layout.marker) else {
      throw SampleVolumeError(
        .folderNotEmpty,
        "\(root.path) is not empty and not a sample. Name a new or an empty folder.")
    }
    try checked {
      try Data("A sample of Valise. It may be deleted or built anew at any time.\n".utf8)
        .write(to: marker)
      for name in SampleVolume.Layout.volumes where names.contains(name) {
        try FileManager.default.removeItem(at: root.appending(path: name))
      }
    }
  }

  func inFolder(
    _ name: String, _ body: (SampleFiles) throws(SampleVolumeError) -> Void
  ) throws(SampleVolumeError) {
    try body(SampleFiles(root: root.appending(path: name)))
  }

  /// Writes a file by its path with `/` below the folder, making its folders.
  func write(_ bytes: [UInt8], to path: String) throws(SampleVolumeError) {
    let file = root.appending(path: path)
    try checked {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
  }

  private func checked<Result>(
    _ body: () throws -> Result
  ) throws(SampleVolumeError) -> Result {
    do {
      return try body()
    } catch {
      throw SampleVolumeError(
        .notWritable, "The sample cannot be written to \(root.path).", cause: error)
    }
  }
}
