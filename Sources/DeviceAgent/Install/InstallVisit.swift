import Foundation

/// One working off of the queues: what is to be begun next, and what follows from each answer. Pure:
/// no clock, no I/O.
struct InstallVisit: Sendable {
  private(set) var queues: [InstallQueue]
  private let pace: RetryPace
  /// What may be begun now, in order.
  private var ready: [Place]
  /// What is being installed now, each as it was before it was begun.
  private var running: [Place: InstallQueue.Entry] = [:]
  /// What waits until it is tried again.
  private var resting: Set<Place> = []
  /// How often each app was begun in this visit.
  private var attempts: [Place: Int] = [:]
  /// Sources that have to be put in order first.
  private var closedSources: Set<String> = []
  /// How many apps there were to do.
  private let total: Int
  private var done = 0

  /// Where an app stands.
  struct Place: Sendable, Hashable {
    let queue: Int
    let entry: Int
  }

  /// What is done with an app after an attempt.
  enum Next: Sendable, Equatable {
    case ended
    /// It is tried again in this visit, after this time.
    case retry(after: Duration)
    /// It waits for the next visit.
    case later
  }

  init(queues: [InstallQueue], pace: RetryPace) {
    self.queues = queues
    self.pace = pace
    let open = Self.places(in: queues).filter { queues[$0.queue].apps[$0.entry].state.isOpen }
    ready = open
    total = open.count
  }

  private static func places(in queues: [InstallQueue]) -> [Place] {
    queues.indices.flatMap { queue in
      queues[queue].apps.indices.map { Place(queue: queue, entry: $0) }
    }
  }

  var runningCount: Int { running.count }

  /// The names of the apps that are there, those of earlier visits among them.
  var arrivedApps: Set<String> {
    Set(queues.flatMap(\.apps).filter(\.state.isThere).map(\.app.name))
  }

  subscript(place: Place) -> InstallQueue.Entry { queues[place.queue].apps[place.entry] }

  /// The next app to begin; nil when there is none now.
  ///
  /// An app that two restores brought is left until what became of the other is known.
  var next: Place? {
    let busy = (Array(running.keys) + resting).map { self[$0].app }
    return ready.first { place in
      let app = self[place].app
      return !closedSources.contains(app.source) && !busy.contains { app.isTwin(of: $0) }
    }
  }

  /// What other restores brought of an app, and is not done yet; empty when the app is not there.
  func openTwins(of place: Place) -> [Place] {
    guard self[place].state.isThere else { return [] }
    return Self.places(in: queues).filter {
      $0 != place && self[$0].state.isOpen && self[$0].app.isTwin(of: self[place].app)
    }
  }

  /// Leaves out all apps of a restore that are not begun.
  mutating func leaveOut(queue: Int) {
    ready.removeAll { $0.queue == queue }
  }

  mutating func begin(_ place: Place, at time: Date) {
    ready.removeAll { $0 == place }
    running[place] = self[place]
    attempts[place, default: 0] += 1
    change(place) { $0.begin(at: time) }
  }

  /// Takes back a beginning that nothing came of. What an earlier attempt left open stays open.
  mutating func takeBack(_ place: Place) {
    guard let earlier = running.removeValue(forKey: place) else { return }
    change(place) { $0 = earlier }
  }

  /// An app has waited long enough.
  mutating func makeReady(_ place: Place) {
    resting.remove(place)
    ready.append(place)
  }

  /// Notes what an attempt gave.
  mutating func end(
    _ place: Place, with answer: InstallAnswer, at time: Date
  ) -> Next {
    running[place] = nil
    let (state, next) = decide(place, answer)
    change(place) { $0.end(as: state, answer, at: time) }
    switch next {
    case .ended: done += 1
    case .retry: resting.insert(place)
    case .later: break
    }
    return next
  }

  /// Notes that an app is there, since its twin is.
  mutating func endAsTwin(_ place: Place, at time: Date) {
    ready.removeAll { $0 == place }
    change(place) { $0.end(as: .alreadyThere, .cameWithAnotherRestore, at: time) }
    done += 1
  }

  /// What is told of an app.
  ///
  /// - Parameter next: nil for its beginning.
  func event(of place: Place, _ next: Next?) -> InstallEvent {
    let app = InstallReport.App(self[place], restore: queues[place.queue].restore)
    let (kind, delay): (InstallEvent.Kind, Duration?) =
      switch next {
      case nil: (.begun, nil)
      case .ended: (.ended, nil)
      case .retry(let delay): (.retry, delay)
      case .later: (.later, nil)
      }
    return InstallEvent(
      event: kind, app: app, done: done, total: total,
      retryAfter: delay.map { Int($0.components.seconds) }, pins: nil, message: nil)
  }

  /// What is told of pins.
  ///
  /// - Parameter place: the app that has just arrived; nil at the beginning of the visit.
  func event(of outcome: PinsOutcome, since place: Place?) -> InstallEvent {
    let app = place.map {
      InstallReport.App(self[$0], restore: queues[$0.queue].restore)
    }
    let (kind, pins, message): (InstallEvent.Kind, [PinResult]?, String?) =
      switch outcome {
      case .placed(let pins): (.pinned, pins, nil)
      case .later(let reason): (.pinsLater, nil, reason)
      }
    return InstallEvent(
      event: kind, app: app, done: done, total: total, retryAfter: nil, pins: pins,
      message: message)
  }

  private mutating func decide(
    _ place: Place, _ answer: InstallAnswer
  ) -> (InstallQueue.Entry.State, Next) {
    switch answer {
    case .foundInstalled: return (.installed, .ended)
    case .cameWithAnotherRestore: return (.alreadyThere, .ended)
    case .sourceNotAllowed: return (.blockedByPolicy, .ended)
    case .tookTooLong:
      // An installer that waits for an answer waits again.
      return self[place].answer == .tookTooLong ? (.failed, .ended) : again(place)
    case .code(let code):
      switch code.consequence {
      case .installed, .installedUntilRestart: return (.installed, .ended)
      case .alreadyThere: return (.alreadyThere, .ended)
      case .notAvailable: return (.notAvailable, .ended)
      case .blockedByPolicy: return (.blockedByPolicy, .ended)
      case .fails: return (.failed, .ended)
      case .passes: return again(place)
      case .restartFirst: return (.waiting, .later)
      case .setupFirst:
        closedSources.insert(self[place].app.source)
        return (.waiting, .later)
      }
    }
  }

  private func again(_ place: Place) -> (InstallQueue.Entry.State, Next) {
    guard self[place].attempts < pace.attemptsInAll else { return (.failed, .ended) }
    let count = attempts[place] ?? 0
    return (
      .waiting, count < pace.attemptsInVisit ? .retry(after: pace.delay(after: count)) : .later
    )
  }

  private mutating func change(
    _ place: Place, _ body: (inout InstallQueue.Entry) -> Void
  ) {
    body(&queues[place.queue].apps[place.entry])
  }
}
