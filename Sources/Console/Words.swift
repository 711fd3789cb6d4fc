import Foundation
import RestoreRules
import ServiceAPI

/// How things are called on a page.
enum Words {
  /// What somebody is called, and that their account is not in use; empty where the directory tells
  /// neither.
  static func name(_ name: String?, isActive: Bool?) -> String {
    [name, isActive == false ? "(inactive)" : nil].compactMap { $0 }.joined(separator: " ")
  }

  /// A user name and an address, each where it is there and not among what is said already, letters
  /// in either case; nil where there is neither.
  static func account(userName: String?, email: String?, besides said: [String?]) -> String? {
    var said = Set(said.compactMap { $0?.lowercased() })
    let words = [userName, email].compactMap { $0 }.filter {
      !$0.isEmpty && said.insert($0.lowercased()).inserted
    }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// As much of a name as a table has room for.
  static func shortened(_ name: String) -> String {
    name.unicodeScalars.count > 80
      ? String(String.UnicodeScalarView(name.unicodeScalars.prefix(79))) + "…" : name
  }

  /// The words for a moment's name.
  static func of(_ moment: String) -> String {
    switch moment {
    case "oobe": "device setup"
    case "firstSignIn": "sign-in"
    case "onDemand": "on demand"
    default: moment
    }
  }

  /// The words for how an offer ended; nil while it is open.
  static func of(outcome: Outcome?) -> String { outcome?.rawValue ?? "waiting for an answer" }

  static func of(_ state: OfferLife.State) -> String { of(outcome: state.outcome) }

  static func of(_ step: OfferLife.Step) -> String {
    switch step {
    case .made: "offered"
    case .answered: "answered"
    case .answeredLate: "answered after the timeout"
    case .missReported: "the PC told of a miss"
    case .timedOut: "no answer in time"
    case .rearmed: "re-armed"
    }
  }

  static func of(_ actor: OfferTransitionMessage.Actor) -> String {
    switch actor.kind {
    case "person": "the person"
    case "device": "the PC"
    case "service": "the service"
    default: actor.id ?? "the tenant's token"
    }
  }

  static func of(_ state: BackupOrderMessage.State) -> String {
    switch state {
    case .open: "waits for the PC"
    case .taken: "the PC is at it"
    case .putOff: "the PC has put it off"
    case .done: "done"
    case .failed: "failed"
    case .expired: "the PC did not come in time"
    }
  }
}

/// How old something is, and when it was.
enum Age {
  /// `3 days ago`, by the largest unit that fits.
  static func inWords(from time: Date, to now: Date) -> String {
    let minutes = Int(max(0, now.timeIntervalSince(time)) / 60)
    switch minutes {
    case 0: return "just now"
    case ..<60: return ago(minutes, "minute")
    case ..<(48 * 60): return ago(minutes / 60, "hour")
    case ..<(60 * 24 * 60): return ago(minutes / (24 * 60), "day")
    case ..<(730 * 24 * 60): return ago(minutes / (30 * 24 * 60), "month")
    default: return ago(minutes / (365 * 24 * 60), "year")
    }
  }

  /// `2026-11-22 08:00 UTC`
  static func time(_ time: Date) -> String {
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space)
      .year().month().day().time(includingFractionalSeconds: false)
    return String(time.formatted(style).prefix(16)) + " UTC"
  }

  private static func ago(_ count: Int, _ unit: String) -> String {
    "\(count) \(unit)\(count == 1 ? "" : "s") ago"
  }
}

/// Addresses of pages. Names stand in the query, where no browser takes them for steps in a path.
enum Link {
  static func person(_ user: String, done action: HelpDeskAction? = nil) -> String {
    "/console/person?user=" + encoded(user) + (action.map { "&done=" + $0.rawValue } ?? "")
  }

  static func decision(_ id: String, of user: String) -> String {
    "/console/decision?user=\(encoded(user))&id=\(encoded(id))"
  }

  static func people(after user: String, _ search: PeopleSearch = PeopleSearch()) -> String {
    var link = "/console/people?"
    if !search.text.isEmpty { link += "query=\(encoded(search.text))&" }
    if search.backup != .any { link += "backup=\(search.backup.rawValue)&" }
    return link + "after=" + encoded(user)
  }

  private static func encoded(_ text: String) -> String {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
