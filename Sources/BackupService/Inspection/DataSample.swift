import Foundation
import UserEnvironment

/// Which components are read whole when not all are: a choice that is spread evenly, and the same
/// again with the same seed.
public struct DataSample: Sendable, Equatable {
  /// 0 to 100.
  public let percent: Double
  public let seed: String

  /// - Parameter percent: how many of a hundred are read.
  public init(percent: Double, seed: String) {
    self.percent = min(max(percent, 0), 100)
    self.seed = seed
  }

  /// A seed of eight hexadecimal digits.
  public static func randomSeed() -> String {
    String(UInt32.random(in: .min ... .max) | 0x1000_0000, radix: 16)
  }

  func contains(_ names: String...) -> Bool {
    guard percent < 100 else { return true }
    guard percent > 0 else { return false }
    // Names hold no NUL character, so no two lists of them are one text.
    let digest = Digest(of: Data(([seed] + names).joined(separator: "\0").utf8)).description
    let digits = digest.drop { $0 != ":" }.dropFirst().prefix(16)
    guard let point = UInt64(digits, radix: 16) else { return true }
    return Double(point) / 0x1p64 * 100 < percent
  }
}
