import Foundation

/// A name in which `*` stands for any text. Letters match without regard to case; an empty pattern
/// matches everything.
public struct NamePattern: Hashable, Sendable {
  private let pieces: [String]

  public init(_ text: String) {
    pieces = text.isEmpty ? ["", ""] : text.lowercased().components(separatedBy: "*")
  }

  public func matches(_ text: String) -> Bool {
    let text = text.lowercased()
    guard let first = pieces.first, let last = pieces.last, text.hasPrefix(first) else {
      return false
    }
    if pieces.count == 1 { return text == first }
    var rest = text.dropFirst(first.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let range = rest.range(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
