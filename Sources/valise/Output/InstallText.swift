import DeviceAgent
import Foundation

extension InstallEvent {
  /// The event as a line for people.
  var text: String {
    let who = app.map { $0.name.onOneLine + ": " } ?? ""
    return "[\(done)/\(total)] \(who)\(what)"
  }

  private var what: String {
    let answer = app?.answer
    return switch event {
    case .begun: "installing" + (app.map { ", from \($0.source)" } ?? "")
    case .ended: [app?.state.words, answer].compactMap { $0 }.joined(separator: ". ")
    case .retry: "again in \(retryAfter ?? 0) s. \(answer ?? "")"
    case .later: "at the next visit. \(answer ?? "")"
    case .pinned: "pins: " + (pins ?? []).map(\.text).joined(separator: "; ")
    case .pinsLater: message ?? ""
    }
  }
}

extension PinResult {
  /// The pin with its place and what became of it, for people.
  fileprivate var text: String {
    let bar = component == .startPins ? "Start" : "taskbar"
    let outcome =
      switch state {
      case .present: "pinned"
      case .missing: "not taken by Windows"
      case .waiting: "waiting for its app"
      case .atNextSignIn: "at the next sign-in"
      }
    return "\(pin.description.onOneLine) (\(bar), \(outcome))"
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
    let pins =
      waitingPins.isEmpty
      ? "" : " \(Output.count(waitingPins.count, "pin")) still to come with their apps."
    return "\(Output.count(apps.count, "app")): \(counts.joined(separator: ", "))." + pins
  }

  /// What the person or IT has to do something about: what still waits, and what came out in a visit.
  ///
  /// - Parameter ended: the apps that the visit was done with.
  func warnings(of ended: Set<App.Place>) -> [String] {
    apps.compactMap { app in
      let isNew = ended.contains(app.place)
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
