import Foundation
import UserEnvironment

extension SettingFileDefinition.Content {
  /// The endings that files of this kind have, in lower case. None of them is run by Windows.
  var fileExtensions: Set<String> {
    switch self {
    case .picture:
      [
        "jpg", "jpeg", "jpe", "jfif", "png", "bmp", "dib", "gif", "tif", "tiff", "webp", "heic",
        "heif", "avif",
      ]
    case .theme: ["theme"]
    case .dictionary: ["dic", "acl", "exc"]
    case .sound: ["wav"]
    case .pointer: ["cur", "ani"]
    }
  }

  /// Whether bytes begin as files of this kind do, or are one of its texts as a whole.
  public func accepts(_ bytes: Data) -> Bool {
    switch self {
    case .picture: FileBeginning(bytes).isPicture
    case .sound: FileBeginning(bytes).isContainer("RIFF", of: ["WAVE"])
    case .pointer: FileBeginning(bytes).isPointer
    case .theme: ThemeFile(bytes) != nil
    case .dictionary: WordList(bytes) != nil
    }
  }
}

extension SettingFileDefinition.Content {
  /// Whether a restore into this profile could have made these bytes.
  public func accepts(_ bytes: Data, restoredTo profile: String) -> Bool {
    guard self == .theme else { return accepts(bytes) }
    return ThemeFile(bytes).map { $0.isHarmless(in: profile) && $0.bytes == bytes } ?? false
  }
}

/// The first bytes of a file, which say what it is.
private struct FileBeginning {
  private let bytes: [UInt8]

  init(_ content: Data) {
    bytes = Array(content.prefix(64))
  }

  var isPicture: Bool {
    starts([0xFF, 0xD8, 0xFF])  // JPEG
      || starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])  // PNG
      || starts(Array("GIF87a".utf8)) || starts(Array("GIF89a".utf8))
      || starts([0x49, 0x49, 0x2A, 0x00]) || starts([0x4D, 0x4D, 0x00, 0x2A])  // TIFF
      || isContainer("RIFF", of: ["WEBP"]) || isHighEfficiency || isBitmap
  }

  /// A resource of type 2 with at least one picture, or an animation.
  var isPointer: Bool {
    isContainer("RIFF", of: ["ACON"])
      || starts([0, 0, 2, 0]) && bytes.count > 22 && (bytes[4] != 0 || bytes[5] != 0)
  }

  func isContainer(_ magic: String, of forms: [String]) -> Bool {
    starts(Array(magic.utf8)) && forms.contains { starts(Array($0.utf8), at: 8) }
  }

  /// ISO base media with a brand of HEIF (ISO/IEC 23008-12) or AVIF.
  private var isHighEfficiency: Bool {
    starts(Array("ftyp".utf8), at: 4)
      && ["heic", "heix", "mif1", "avif"].contains { starts(Array($0.utf8), at: 8) }
  }

  /// Two letters say little, so the length of the header behind them must be one that there is.
  private var isBitmap: Bool {
    starts(Array("BM".utf8)) && bytes.count > 18
      && [12, 40, 52, 56, 64, 108, 124].contains(bytes[14]) && bytes[15...17].allSatisfy { $0 == 0 }
  }

  private func starts(_ magic: [UInt8], at offset: Int = 0) -> Bool {
    bytes.count >= offset + magic.count && bytes[offset...].starts(with: magic)
  }
}
