import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Places the pins of a journal on a PC, reads them back, and takes them away again. Every step may
/// be done again.
///
/// Windows is given Start's pins by a policy only for as long as it needs to take them. The policy is
/// gone when ``place(_:_:at:)`` returns, whether it succeeds, fails or is cancelled; after a power
/// cut the journal still says `applying` or `placing`, so the next visit places again and so removes
/// it.
struct PinPlacing: Sendable {
  let device: any Device
  let account: Account
  let clock: any Clock<Duration>

  /// How long Start is waited for, at least and at most.
  private static let shortestWait = 3
  private static let longestWait = 15

  // MARK: Placing

  func place(
    _ part: PinRecord.Part, _ component: ComponentKind, at time: Date
  ) async throws {
    guard let policy = part.way.policy else { return try await startAgain() }
    guard try await isAllowed(policy) else {
      return try await withdraw(part, component, at: time)
    }
    let path = path(of: component, part.way)
    let file = try content(part.pins, component, policy)
    guard component == .startPins else {
      try await device.replaceFile(at: path, with: file)
      return try await apply(policy.setting(file: path), policy, at: time)
    }
    guard device.startHost != nil else {
      // A restore of a running Windows that is finished, or undone, on its disk.
      try await withdraw(part, component, at: time)
      return try await placeByFile(part.pins, at: time)
    }
    do {
      try await device.replaceFile(at: path, with: file)
      try await apply(policy.setting(file: path), policy, at: time)
      if policy.kind == .layout { try await startAgain() }
      try await wait(for: part.pins)
      if policy.kind == .layout {
        try await apply(policy.unlocking, policy, at: time)
        try await startAgain()
      }
    } catch {
      try? await withdraw(part, component, at: time)
      throw error
    }
    try await withdraw(part, component, at: time)
  }

  /// Whether a policy may be put in force now: a policy of the organization's stays as it is, also one
  /// that came after the plan was made. A policy for the whole PC is for managed PCs alone, whatever
  /// the journal says, which the person can change.
  private func isAllowed(_ policy: PinPolicy) async throws -> Bool {
    let reader = RegistryReader(device: device, account: account)
    let policies = try await PinPolicies(of: reader, for: account)
    return switch policy.kind {
    case .startPins: !policies.hasStartPolicy && (policy.scope == .person || policies.isManaged)
    case .layout: !policies.hasLayoutPolicy && (policy.scope == .person || policies.isManaged)
    }
  }

  /// Writes Windows 11's own file of Start pins; nothing where there is none.
  private func placeByFile(_ pins: PinsComponent, at time: Date) async throws {
    let file = StartPinsFile(device: device, account: account)
    guard try await file.document() != nil else { return }
    try await device.replaceFile(
      at: file.path, with: try await file.content(with: pins, at: time))
  }

  /// Takes the policy and its file away, even when the task was cancelled.
  private func withdraw(
    _ part: PinRecord.Part, _ component: ComponentKind, at time: Date
  ) async throws {
    guard let policy = part.way.policy else { return }
    let path = path(of: component, part.way)
    try await Task {
      // What was set in the meantime by somebody else is not ours to take away.
      let hive = try await device.hive(policy.hive, of: account)
      if try policy.file(in: hive).map({ $0 == path }) ?? false {
        let keys = part.newKeys.reversed().map { RegistryEdit.removeEmptyKey($0) }
        try await apply(policy.removing + keys, policy, at: time)
      }
      if try await device.exists(at: path) {
        try await device.replaceFile(at: path, with: nil)
      }
    }.value
  }

  private func apply(_ edits: [RegistryEdit], _ policy: PinPolicy, at time: Date) async throws {
    try await device.apply(edits, to: policy.hive, of: account, at: time)
  }

  private func startAgain() async throws {
    try await device.startHost?.restart()
  }

  /// Waits until Start has taken the pins, or for so long that it will not.
  private func wait(for pins: PinsComponent) async throws {
    for second in 1...Self.longestWait {
      try await clock.sleep(for: .seconds(1))
      // While Start writes, what it has written cannot be read.
      let pinned = Set((try? await current(.startPins))?.pins.map(\.target) ?? [])
      if second >= Self.shortestWait, pins.pins.allSatisfy({ pinned.contains($0.target) }) {
        return
      }
    }
  }

  private func content(
    _ pins: PinsComponent, _ component: ComponentKind, _ policy: PinPolicy
  ) throws -> Data {
    switch (policy.kind, component) {
    case (.startPins, _): try StartPinsLayout(pins: pins.pins).json()
    case (.layout, .taskbarPins):
      LayoutModification(taskbar: TaskbarLayout(pins: pins.pins)).xml()
    case (.layout, _): LayoutModification(start: pins).xml()
    }
  }

  // MARK: Where the files lie

  /// A person's policy has its file in the person's profile, the machine's where all can read it.
  private func path(
    of component: ComponentKind, _ way: PinPlacement.Way
  ) -> String {
    let name =
      switch (way.policy?.kind, component) {
      case (.layout?, .taskbarPins): "taskbar-layout.xml"
      case (.layout?, _): "start-layout.xml"
      default: "start-pins.json"
      }
    return way.policy?.scope == .machine
      ? Self.machineFolder + account.sid + "-" + name : Self.personFolder(of: account) + name
  }

  private static func personFolder(of account: Account) -> String {
    account.profilePath + #"\AppData\Local\Valise\"#
  }

  private static let machineFolder = #"C:\ProgramData\Valise\Layouts\"#

  /// Whether a policy's file is one that Valise lays there.
  static func isOurs(_ path: String, of account: Account) -> Bool {
    let path = path.lowercased()
    return path.hasPrefix(machineFolder.lowercased())
      || path.hasPrefix(personFolder(of: account).lowercased())
  }

  // MARK: Reading back

  /// What is pinned now; nil when Windows has noted nothing yet.
  func current(_ component: ComponentKind) async throws -> PinsComponent? {
    if component == .startPins,
      let document = try await StartPinsFile(device: device, account: account).document()
    {
      return document.pins
    }
    let hive = try await device.hive(.user, of: account)
    if component == .startPins { return try TileCollection.read(user: hive.root)?.pins }
    return try await TaskbarPins(device: device, account: account).read(userHive: hive).pins
  }

  /// One result a pin, in their order.
  func results(_ part: PinRecord.Part, _ component: ComponentKind) async throws -> [PinResult] {
    let pinned = Set((try await current(component))?.pins.map { Self.identity($0.target) } ?? [])
    var comesLater = component == .taskbarPins && !part.isSettled
    if comesLater, let policy = part.way.policy { comesLater = try await isAllowed(policy) }
    return part.wanted.pins.map(\.target).map { pin in
      if pinned.contains(Self.identity(pin)) { return PinResult(component, pin, .present) }
      if let waiting = part.waiting.first(where: { $0.pin == pin }) {
        return PinResult(component, pin, .waiting, waitsFor: waiting.app)
      }
      return PinResult(component, pin, comesLater ? .atNextSignIn : .missing)
    }
  }

  /// Windows compares ids without case.
  private static func identity(_ target: PinTarget) -> String { target.description.lowercased() }

  // MARK: Afterwards

  /// Takes the taskbar's policy away once Windows has pinned what was placed. Pins that still wait for
  /// their apps do not keep it in force: it is set again when they arrive.
  ///
  /// - Returns: whether it is done.
  func settle(_ part: PinRecord.Part, at time: Date) async throws -> Bool {
    guard !part.isSettled else { return false }
    let placed = Set(part.pins.pins.map(\.target))
    let results = try await results(part, .taskbarPins).filter { placed.contains($0.pin) }
    guard results.allSatisfy({ $0.state == .present }) else { return false }
    try await withdraw(part, .taskbarPins, at: time)
    return true
  }

  /// Puts the pins back as they were before the restore. What was placed by a file is put back with
  /// the journal's files.
  ///
  /// - Returns: what is not as it was: all of Start's pins when they were changed since; those that
  ///   Windows did not take back, as tiles for parts of apps; and the taskbar's that Windows has pinned
  ///   already, since it has no way to take one away.
  func takeBack(
    _ part: PinRecord.Part, _ component: ComponentKind, at time: Date
  ) async throws -> [String] {
    guard part.way.policy != nil else {
      try await startAgain()
      return []
    }
    try await withdraw(part, component, at: time)
    let before = Set(part.before.pins.map(\.target))
    let current = (try await current(component))?.pins.map(\.target) ?? []
    if component == .taskbarPins {
      return current.filter { pin in
        !before.contains(pin) && part.pins.pins.contains { $0.target == pin }
      }.map(\.description)
    }
    guard current != part.before.pins.map(\.target) else { return [] }
    guard isAsPlaced(current, part) || isAsBefore(current, part) else { return ["The Start pins"] }
    var earlier = part
    earlier.pins = part.before
    try await place(earlier, component, at: time)
    let now = Set((try await self.current(component))?.pins.map(\.target) ?? [])
    return part.before.pins.map(\.target).filter { !now.contains($0) }.map(\.description)
  }

  /// Whether nothing of a part was done: neither is its policy in force, nor is its file there. What
  /// a file brings is for the journal's files to say.
  func isUntouched(
    _ part: PinRecord.Part, _ component: ComponentKind
  ) async throws -> Bool {
    guard let policy = part.way.policy else { return true }
    let path = path(of: component, part.way)
    let inForce = try policy.file(in: await device.hive(policy.hive, of: account))
    let isThere = try await device.exists(at: path)
    return inForce != path && !isThere
  }

  /// Whether the pins are those that were placed, in their order; Windows may have left out some.
  private func isAsPlaced(_ current: [PinTarget], _ part: PinRecord.Part) -> Bool {
    let pinned = Set(current)
    return current == part.pins.pins.map(\.target).filter(pinned.contains)
  }

  /// Whether the restore's pins were never taken.
  private func isAsBefore(_ current: [PinTarget], _ part: PinRecord.Part) -> Bool {
    Set(current) == Set(part.before.pins.map(\.target))
  }
}

extension PinPolicies {
  /// What others than Valise have set on a PC, for a person.
  init(of reader: RegistryReader, for account: Account) async throws {
    try self.init(
      user: await reader.hive(.user), software: await reader.hive(.software), sid: account.sid
    ) { PinPlacing.isOurs($0, of: account) }
  }
}
