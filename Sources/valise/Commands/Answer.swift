import Foundation
import ServiceAPI
import UserEnvironment

/// What a person answers to an offer.
enum Answer {
  case restore(ProfileSummary)
  /// Set up as new: a no, which is respected.
  case new
  /// Not now: no answer, so the offer is missed.
  case later

  /// Reads an answer that was given in words.
  init(_ words: String, to offer: OfferMessage) throws {
    switch words {
    case "new": self = .new
    case "later": self = .later
    default: self = .restore(try offer.profiles.profile(named: words))
    }
  }
}

extension [ProfileSummary] {
  /// The profile of this id, or from the PC of this name when there is only one such.
  func profile(named name: String) throws -> ProfileSummary {
    if let profile = first(where: { $0.id == name }) { return profile }
    let fromPC = filter { $0.source.name.lowercased() == name.lowercased() }
    guard let profile = fromPC.first, fromPC.count == 1 else {
      let choices = map { "\($0.id) (\($0.source.name.onOneLine))" }.joined(separator: ", ")
      throw InputError(
        code: "profile.notFound",
        message: "There is no profile \(name). "
          + (choices.isEmpty ? "There is no backup." : "There are: \(choices)."))
    }
    return profile
  }
}

/// Asks a person at a terminal.
struct Question {
  private let offer: OfferMessage

  init(_ offer: OfferMessage) {
    self.offer = offer
  }

  /// Asks until there is an answer that is understood. The end of input is no answer.
  func ask() -> Answer {
    Output.line("\nWelcome back. Restore your settings, apps and Start pins?\n")
    for (index, profile) in offer.profiles.enumerated() {
      let age = Output.age(of: profile.lastBackupAt, at: offer.offeredAt)
      Output.line(
        "  \(index + 1)  from \(profile.source.name), \(profile.source.productTitle), \(age)"
          .onOneLine)
    }
    Output.line("  n  set up as new: you will not be asked again on this PC")
    Output.line("  l  later: you will be asked again\n")
    while true {
      Output.write(Data("Your choice: ".utf8))
      guard let line = readLine()?.trimmingCharacters(in: .whitespaces).lowercased() else {
        return .later
      }
      switch line {
      case "n": return .new
      case "l": return .later
      default:
        if let number = Int(line), (1...offer.profiles.count).contains(number) {
          return .restore(offer.profiles[number - 1])
        }
        Output.line("Please type a number from 1 to \(offer.profiles.count), n or l.")
      }
    }
  }
}
