import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// The pins of a person's last restore whose apps are still to be installed. They are noted in the
/// restore's journal; an undo forgets them.
public struct WaitingPins: Sendable {
  private let device: any Device
  private let account: Account
  private let folder: JournalFolder
  private let placing: PinPlacing

  /// - Parameter clock: what Start is waited for by.
  public init(
    device: any Device, account: Account, catalog: SettingsCatalog,
    clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.device = device
    self.account = account
    folder = JournalFolder(device: device, account: account, catalog: catalog)
    placing = PinPlacing(device: device, account: account, clock: clock)
  }

  /// The pins that wait, in their order.
  public func pins() async throws -> [PinResult] {
    try await journal()?.pins?.parts.flatMap { component, part in
      part.waiting.map { PinResult(component, $0.pin, .waiting, waitsFor: $0.app) }
    } ?? []
  }

  /// Whether pins wait, or the placing of some was interrupted.
  func hasWork() async throws -> Bool {
    guard let journal = try await journal() else { return false }
    return journal.state == .placing
      || journal.pins?.parts.contains { !$0.part.waiting.isEmpty } ?? false
  }

  /// Looks which apps are there now and places their pins at their old places in the order. What was
  /// interrupted is finished first. The caller holds the lock for restoring.
  ///
  /// - Parameter installed: names of apps that were just installed, as the plan names them: for pins of
  ///   which Windows does not say whether they open something.
  /// - Returns: what became of the pins that waited: `present`, `missing`, `atNextSignIn`, or `waiting`
  ///   still.
  /// - Throws: `DeviceError`.
  public func placeArrived(
    installed: Set<String> = [], at time: Date
  ) async throws -> [PinResult] {
    guard var journal = try await journal() else { return [] }
    if journal.state == .placing { journal = try await steps.placePins(of: journal, at: time) }
    guard let record = journal.pins else { return [] }
    let waited = record.parts.map { (component: $0.component, pins: $0.part.waiting.map(\.pin)) }
    let targets = try await InstalledTargets.find(
      waited.flatMap(\.pins), on: device, of: account)
    var hasArrived = false
    for (component, part) in record.parts {
      let arrived = part.waiting.filter { waiting in
        switch targets.presence(of: waiting.pin) {
        case .present: true
        case .absent: false
        case .unknown: waiting.app.map(installed.contains) ?? false
        }
      }.map(\.pin)
      guard !arrived.isEmpty else { continue }
      hasArrived = true
      let current = try await placing.current(component)?.pins.map(\.target) ?? []
      let base = component == .startPins ? current : part.pins.pins.map(\.target)
      journal.pins?[component]?.insert(arrived, into: base)
      journal.pins?[component]?.isSettled = false
      if part.way == .startFile, let pins = journal.pins?[component]?.pins {
        let file = StartPinsFile(device: device, account: account)
        journal.replaceContent(
          of: file.path, found: try await device.file(at: file.path),
          with: try await file.content(with: pins, at: time))
      }
    }
    if hasArrived {
      journal.state = .placing
      try await folder.save(journal)
      journal = try await steps.placePins(of: journal, at: time)
    }
    var results: [PinResult] = []
    for (component, part) in journal.pins?.parts ?? [] {
      let waitedFor = waited.first { $0.component == component }?.pins ?? []
      results += try await placing.results(part, component).filter {
        waitedFor.contains($0.pin)
      }
    }
    return results
  }

  /// The restore whose pins are on the PC: the last one with pins that is not undone.
  private func journal() async throws -> RestoreJournal? {
    let journal = try await folder.contents().journals.last {
      $0.state != .undone && $0.pins != nil
    }
    return journal?.state.isInForce == true ? journal : nil
  }

  private var steps: JournalSteps {
    JournalSteps(device: device, account: account, folder: folder, placing: placing)
  }
}
