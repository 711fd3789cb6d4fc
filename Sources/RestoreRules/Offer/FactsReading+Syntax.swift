import Foundation
import JSONText

extension FactsReading {
  /// What some editors put before a text in UTF-8.
  private static let byteOrderMark = Data([0xef, 0xbb, 0xbf])

  /// Holds a document that people write against the grammar of JSON. Foundation takes one with a key
  /// twice for one that says the first of the two, and what was meant is lost without a word.
  ///
  /// - Parameter subject: what the document is, as a sentence begins with it.
  static func checkSyntax(of json: Data, _ subject: String) throws(FactsError) {
    let text = json.starts(with: byteOrderMark) ? json.dropFirst(byteOrderMark.count) : json
    guard let fault = JSONSyntax.fault(in: text) else { return }
    throw FactsError(
      .malformedJSON, at: "",
      "\(subject) is not valid JSON at line \(fault.line), column \(fault.column): \(fault.reason)."
    )
  }
}
