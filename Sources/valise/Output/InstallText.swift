import DeviceAgent
import Foundation

extension InstallEvent {
  /// The event as a line for people.
  var text: String {
    let what =
      switch event {
      case .begun: "installing, from \(app.source)"
      case .ended: app.state.words + (app.answer.map { ". \($0)" } ?? "")
      case .retry: "again in \(retryAfter ?? 0) s. \(app.answer ?? "")"
      case .later: "at the next visit. \(app.answer ?? "")"
      }
    return "[\(done)/\(total)] \(app.name.onOneLine): \(what)"
  }
}

extension InstallReport {
  /// How many apps are in which state.
  var summary: String {
    guard !apps.isEmpty else { return "No restore on this PC brought apps to install." }
    let counts = State.allCases.compactMap { state in
      let number = count(state)
      return number == 0 ? nil : "\(number) \(state.words)"
    }
    return "\(Output.count(apps.count, "app")): \(counts.joined(separator: ", "))."
  }

  /// What the person or IT has to do something about: what still waits, and what came out in a visit
  /// that began at `time`.
  func warnings(since time: Date) -> [String] {
    let second = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
    return apps.compactMap { app in
      let isNew = app.changedAt.map { $0 >= second } ?? false
      switch app.state {
      case .installed: guard isNew, app.needsRestart else { return nil }
      case .notAvailable, .blockedByPolicy, .failed: guard isNew else { return nil }
      case .waiting, .installing: break
      case .alreadyThere, .dropped: return nil
      }
      return "\(app.name.onOneLine): \(app.state.words). \(app.answer ?? "")"
    }
  }
}

extension InstallReport.App {
  /// The last answer in words, with its code; nil where the state says it all.
  var answer: String? {
    guard state != .installed || needsRestart, let message else { return nil }
    return message + (code.map { " [\($0)]" } ?? "")
  }
}

extension InstallReport.State {
  var words: String {
    switch self {
    case .waiting: "waiting"
    case .installing: "being installed"
    case .installed: "installed"
    case .alreadyThere: "already there"
    case .notAvailable: "not available"
    case .blockedByPolicy: "blocked by policy"
    case .failed: "failed"
    case .dropped: "dropped by undo"
    }
  }
}
