import Foundation
import WindowsDevice

/// Works off the apps that a person's restores on a PC left to be installed.
///
/// What is begun is noted before it is begun, and how it ended before anything else is: after a power
/// cut the next visit looks whether what was begun is there, and goes on. An undone restore's apps
/// are not begun any more.
///
/// The pins that wait for an app are placed when it is there, one app after the other. What cannot be
/// placed now waits for the next visit, and no app for it.
public struct AppInstallation: Sendable {
  private let device: any Device
  private let account: Account
  private let waitingPins: WaitingPins
  private let folder: InstallQueueFolder

  /// - Parameter clock: what Start is waited for by when pins are placed.
  public init(
    device: any Device, account: Account, catalog: SettingsCatalog,
    clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.device = device
    self.account = account
    waitingPins = WaitingPins(device: device, account: account, catalog: catalog, clock: clock)
    folder = InstallQueueFolder(
      device: device,
      journals: JournalFolder(device: device, account: account, catalog: catalog))
  }

  /// How the apps stand. Changes nothing.
  public func report() async throws -> InstallReport {
    InstallReport(try await folder.queues(), waitingPins: try await waitingPins.pins())
  }

  /// What a visit does, and with what.
  public struct Work: Sendable {
    let packageManager: any PackageManager
    let parallel: Int
    let sources: Set<String>?
    let retriesFailed: Bool
    let pace: RetryPace
    let clock: any AgentClock

    /// - Parameters:
    ///   - parallel: how many apps are installed at the same time.
    ///   - sources: winget's names, in lower case, of the sources that apps may come from; nil for all.
    ///   - retriesFailed: whether what failed in earlier visits is tried again.
    public init(
      packageManager: any PackageManager, parallel: Int = 1, sources: Set<String>? = nil,
      retriesFailed: Bool = false,
      pace: RetryPace = RetryPace(), clock: any AgentClock = SystemClock()
    ) {
      self.packageManager = packageManager
      self.parallel = parallel
      self.sources = sources
      self.retriesFailed = retriesFailed
      self.pace = pace
      self.clock = clock
    }

    /// The queue lies where the person can change it, so the sources are looked at here, too.
    fileprivate func allows(_ app: QueuedApp) -> Bool {
      sources?.contains(app.source.lowercased()) ?? true
    }
  }

  /// Installs what waits, until nothing is left that can be done now, and places the pins of what has
  /// arrived, be it in an earlier visit. Only one visit of a person may be at work: the caller holds
  /// the lock for it, and not the one for restoring, which is taken while pins are placed.
  ///
  /// - Parameter tell: is told of everything as it happens.
  /// - Throws: ``AgentError`` with `agent.noPackageManager`, `DeviceError`, and `CancellationError`,
  ///   after which a next visit goes on.
  public func workOff(
    _ work: Work, telling tell: (InstallEvent) async throws -> Void
  ) async throws -> InstallReport {
    var queues = try await folder.queues().filter { $0.restore.isInForce }.map(\.queue)
    if work.retriesFailed {
      for queue in queues.indices {
        for entry in queues[queue].apps.indices {
          queues[queue].apps[entry].reopen(at: work.clock.now)
        }
      }
    }
    var visit = InstallVisit(queues: queues, pace: work.pace)
    try await placePins(since: nil, in: visit, work, tell)
    try await withThrowingTaskGroup(of: Happening.self) { group in
      while true {
        while visit.runningCount < work.parallel, let place = visit.next {
          let entry = visit[place]
          guard try await begin(place, in: &visit, work, tell) else { continue }
          guard work.allows(entry.app) else {
            group.addTask { .ended(place, .sourceNotAllowed) }
            continue
          }
          group.addTask { try await attempt(entry, at: place, work.packageManager) }
        }
        switch try await group.next() {
        case .ended(let place, let answer):
          let next = visit.end(place, with: answer, at: work.clock.now)
          try await folder.save(visit.queues[place.queue])
          try await tell(visit.event(of: place, next))
          if visit[place].state.isThere {
            try await endTwins(of: place, in: &visit, work, tell)
            try await placePins(since: place, in: visit, work, tell)
          }
          guard case .retry(let delay) = next else { continue }
          group.addTask {
            try await work.clock.sleep(for: delay)
            return .rested(place)
          }
        case .rested(let place):
          visit.makeReady(place)
        case .notBegun(let place, let error):
          visit.takeBack(place)
          try await folder.save(visit.queues[place.queue])
          throw error
        case nil:
          return
        }
      }
    }
    return try await report()
  }

  private enum Happening: Sendable {
    case ended(InstallVisit.Place, InstallAnswer)
    case notBegun(InstallVisit.Place, AgentError)
    case rested(InstallVisit.Place)
  }

  /// - Returns: false when the app is not begun, since its restore has been undone.
  private func begin(
    _ place: InstallVisit.Place, in visit: inout InstallVisit, _ work: Work,
    _ tell: (InstallEvent) async throws -> Void
  ) async throws -> Bool {
    guard try await folder.isCurrent(visit.queues[place.queue]) else {
      visit.leaveOut(queue: place.queue)
      return false
    }
    visit.begin(place, at: work.clock.now)
    try await folder.save(visit.queues[place.queue])
    try await tell(visit.event(of: place, nil))
    return true
  }

  /// Ends what other restores brought of an app that is there now.
  private func endTwins(
    of place: InstallVisit.Place, in visit: inout InstallVisit, _ work: Work,
    _ tell: (InstallEvent) async throws -> Void
  ) async throws {
    for twin in visit.openTwins(of: place) {
      guard try await folder.isCurrent(visit.queues[twin.queue]) else {
        visit.leaveOut(queue: twin.queue)
        continue
      }
      visit.endAsTwin(twin, at: work.clock.now)
      try await folder.save(visit.queues[twin.queue])
      try await tell(visit.event(of: twin, .ended))
    }
  }

  /// Places the pins whose apps are there. A failure is told, and keeps no app from being installed.
  ///
  /// - Parameter place: the app that has just arrived; nil at the beginning of the visit.
  private func placePins(
    since place: InstallVisit.Place?, in visit: InstallVisit, _ work: Work,
    _ tell: (InstallEvent) async throws -> Void
  ) async throws {
    let outcome: PinsOutcome
    do {
      guard try await waitingPins.hasWork() else { return }
      // A restore, or an undo, may be at work on the same journal.
      let lock = try await device.lock(.restore, for: account)
      defer { lock.release() }
      let results = try await waitingPins.placeArrived(
        installed: visit.arrivedApps, at: work.clock.now)
      let waiting = try await waitingPins.pins()
      let placed = results.filter { result in
        !waiting.contains { $0.component == result.component && $0.pin == result.pin }
      }
      guard !placed.isEmpty else { return }
      outcome = .placed(placed)
    } catch {
      try Task.checkCancellation()
      outcome = .later("The pins could not be placed now; this is tried again. \(error)")
    }
    try await tell(visit.event(of: outcome, since: place))
  }

  /// - Parameter entry: the app as it was before this attempt.
  private func attempt(
    _ entry: InstallQueue.Entry, at place: InstallVisit.Place,
    _ packageManager: any PackageManager
  ) async throws -> Happening {
    do {
      if entry.isUncertain, try await packageManager.isInstalled(entry.app) {
        return .ended(place, .foundInstalled)
      }
      return .ended(place, try await packageManager.install(entry.app))
    } catch let error as AgentError {
      return .notBegun(place, error)
    }
  }
}
