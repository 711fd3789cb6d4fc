import Foundation
import RegistryHive
import Synchronization
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

/// A PC that is nothing but files, with finished restores that left apps to be installed.
struct QueuedPC {
  let device = FilesOnly()
  let account = Account(name: "alice", sid: "S-1-5-21-1", profilePath: #"C:\Users\alice"#)
  let catalog: SettingsCatalog
  static let time = Date(timeIntervalSince1970: 1_795_392_000)

  /// - Parameter restores: the ids of each restore's apps, all of the community source unless they
  ///   look like the Store's.
  init(_ restores: [String]...) async throws {
    catalog = try .bundled()
    for (index, ids) in restores.enumerated() {
      let queue = InstallQueue(restore: "r\(index + 1)", apps: ids.map(Self.app))
      let path = journals.path(of: InstallQueueFolder.fileName, in: queue.restore)
      let bytes = try CanonicalJSON.encode(queue)
      try await save(
        RestoreJournal(
          id: queue.restore, number: index + 1, startedAt: Self.time, profile: "p-1", version: 1,
          source: SourceDevice(
            name: "OLD", product: "windows10", build: "19045.1", edition: "Enterprise"),
          registry: [], newKeys: [],
          files: [.init(path: path, before: nil, after: bytes, isUndone: false)], state: .applied))
      try await device.replaceFile(at: path, with: bytes)
    }
  }

  static func app(_ id: String) -> QueuedApp {
    let source: WingetSource = StoreProduct.isID(id) ? .store : .community
    guard let app = QueuedApp(name: "App \(id)", source: source.name, packageID: id) else {
      preconditionFailure("\(id) is no id")
    }
    return app
  }

  var journals: JournalFolder {
    JournalFolder(device: device, account: account, catalog: catalog)
  }

  func save(_ journal: RestoreJournal) async throws { try await journals.save(journal) }

  /// Writes the first restore's queue with a part of its text replaced, as its person could.
  func forgeQueue(_ part: String, _ forgery: String) async throws {
    let path = journals.path(of: InstallQueueFolder.fileName, in: "r1")
    let text = String(decoding: try await device.file(at: path) ?? Data(), as: UTF8.self)
    precondition(text.contains(part), "\(part) is not in the queue")
    try await device.replaceFile(at: path, with: Data(text.replacing(part, with: forgery).utf8))
  }

  func setState(_ state: RestoreJournal.State, ofRestore id: String) async throws {
    var journal = try await journals.contents().journals.first { $0.id == id }
    journal?.state = state
    if let journal { try await save(journal) }
  }

  func installation(on device: (any Device)? = nil) -> AppInstallation {
    AppInstallation(device: device ?? self.device, account: account, catalog: catalog)
  }

  /// Works the queues off.
  @discardableResult
  func workOff(
    with packages: some PackageManager, parallel: Int = 1, retriesFailed: Bool = false,
    pace: RetryPace = RetryPace(random: { 1 }), clock: any AgentClock = StoppedClock(),
    on device: (any Device)? = nil, telling tell: (InstallEvent) async throws -> Void = { _ in }
  ) async throws -> InstallReport {
    try await installation(on: device).workOff(
      AppInstallation.Work(
        packageManager: packages, parallel: parallel, retriesFailed: retriesFailed, pace: pace,
        clock: clock),
      telling: tell)
  }

  func states() async throws -> [String: InstallReport.State] {
    let apps = try await installation().report().apps
    return Dictionary(apps.map { ($0.packageID, $0.state) }, uniquingKeysWith: { $1 })
  }
}

/// Files in memory. It has no registry.
final class FilesOnly: Device {
  struct NoRegistry: Error {}

  private let files = Mutex<[String: Data]>([:])

  func file(at path: String) async throws -> Data? { files.withLock { $0[path] } }
  func unlinkedFile(at path: String) async throws -> Data? { try await file(at: path) }
  func exists(at path: String) async throws -> Bool { files.withLock { $0[path] != nil } }
  func replaceFile(at path: String, with content: Data?) async throws {
    files.withLock { $0[path] = content }
  }
  func fileNames(in folder: String) async throws -> [String] {
    let prefix = folder + "\\"
    let inside = files.withLock { $0.keys.filter { $0.hasPrefix(prefix) } }
    return Set(inside.map { String($0.dropFirst(prefix.count).prefix { $0 != "\\" }) }).sorted()
  }

  func checkWritable(for account: Account) async throws {}
  func lock(_ work: VisitLock.Work, for account: Account) async throws -> VisitLock {
    throw NoRegistry()
  }
  func description() async throws -> DeviceDescription { throw NoRegistry() }
  func accounts() async throws -> [Account] { throw NoRegistry() }
  func hive(_ kind: SettingDefinition.HiveKind, of account: Account) async throws -> Hive {
    throw NoRegistry()
  }
  func software(_ keys: [String]) async throws -> Hive { throw NoRegistry() }
  func apply(
    _ edits: [RegistryEdit], to kind: SettingDefinition.HiveKind, of account: Account,
    at time: Date
  ) async throws { throw NoRegistry() }
}

/// A clock that stands still, and notes the waits instead of waiting.
final class StoppedClock: AgentClock {
  private let noted = Mutex<[Duration]>([])
  var waits: [Duration] { noted.withLock { $0 } }
  var now: Date { QueuedPC.time }

  func sleep(for duration: Duration) async throws {
    noted.withLock { $0.append(duration) }
  }
}

/// A package manager that answers as it is told, and else installs.
final class ToldPackageManager: PackageManager {
  private struct State {
    var answers: [String: [InstallAnswer]]
    var installed: Set<String>
    var calls: [String] = []
    var running = 0
    var mostRunning = 0
  }

  private let state: Mutex<State>
  private let during: @Sendable (QueuedApp) async throws -> Void

  /// - Parameters:
  ///   - answers: what the next installations of an id answer; they install when they say so.
  ///   - during: runs while an app is being installed.
  init(
    _ answers: [String: [InstallAnswer]] = [:], installed: Set<String> = [],
    during: @escaping @Sendable (QueuedApp) async throws -> Void = { _ in }
  ) {
    state = Mutex(State(answers: answers, installed: installed))
    self.during = during
  }

  /// The ids that were begun, in order; those only looked for have a question mark.
  var calls: [String] { state.withLock { $0.calls } }
  var mostRunning: Int { state.withLock { $0.mostRunning } }
  var installed: Set<String> { state.withLock { $0.installed } }

  func install(_ app: QueuedApp) async throws -> InstallAnswer {
    state.withLock { state in
      state.calls.append(app.packageID)
      state.running += 1
      state.mostRunning = max(state.mostRunning, state.running)
    }
    defer { state.withLock { $0.running -= 1 } }
    try await during(app)
    return state.withLock { state in
      let id = app.packageID
      guard !state.installed.contains(id) else { return .code(.init(rawValue: 0x8A15_0061)) }
      let answer = state.answers[id]?.isEmpty == false ? state.answers[id]?.removeFirst() : nil
      if answer == nil || answer == .code(.success) { state.installed.insert(id) }
      return answer ?? .code(.success)
    }
  }

  func isInstalled(_ app: QueuedApp) async throws -> Bool {
    state.withLock { state in
      state.calls.append(app.packageID + "?")
      return state.installed.contains(app.packageID)
    }
  }
}

extension InstallAnswer {
  static func code(_ code: UInt32) -> InstallAnswer { .code(WingetCode(rawValue: code)) }
}
