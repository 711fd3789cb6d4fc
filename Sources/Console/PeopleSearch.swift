import BackupService
import Foundation
import Hummingbird
import Store

/// Whom the page of people shows.
struct PeopleSearch: Sendable, Hashable {
  /// What was typed; empty for everybody.
  var text = ""
  var backup = Backup.any

  /// How their backups stand.
  enum Backup: String, CaseIterable, Sendable {
    case any, none
    case days16 = "16"
    case days30 = "30"
    case days90 = "90"

    var words: String {
      switch self {
      case .any: "with or without a backup"
      case .none: "without any backup"
      case .days16, .days30, .days90: "without a backup in the last \(rawValue) days"
      }
    }
  }

  init() {}

  /// The fields of the form.
  private struct Fields: Decodable {
    let query: String?
    let backup: String?
  }

  /// - Parameter query: the query of the address, as a browser writes it for a form: a space is a plus.
  init(_ query: String?) {
    let fields = try? URLEncodedFormDecoder().decode(Fields.self, from: query ?? "")
    text = fields?.query?.trimmingCharacters(in: .whitespaces) ?? ""
    backup = fields?.backup.flatMap(Backup.init) ?? .any
  }

  var isEverybody: Bool { self == PeopleSearch() }

  /// - Throws: `request.invalidParameter` for what no name can begin with.
  func checkedText() throws(ServiceProblem) -> String? {
    guard !text.isEmpty else { return nil }
    guard StoreName.isValid(text) else {
      throw ServiceProblem(
        .invalidParameter, "What is looked for is longer than any name.")
    }
    return text
  }

  func filter(at now: Date) -> PersonFilter.Backup {
    switch backup {
    case .any: .any
    case .none: .none
    case .days16, .days30, .days90:
      .noneSince(now - (Double(backup.rawValue) ?? 0) * 86_400)
    }
  }
}
