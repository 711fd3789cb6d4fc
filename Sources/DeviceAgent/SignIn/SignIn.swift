import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment
import WindowsDevice

/// A person's sign-in on a device: states the facts, gets the decision, and carries the answer back.
///
/// The service decides; the agent only says what it sees. An answer that the service cannot be told
/// is kept on the PC and told at the next sign-in, and so is an offer that never reached the person
/// because the service was away.
public struct SignIn: Sendable {
  private let device: any Device
  private let account: Account
  private let subject: String
  private let client: ServiceClient
  private let role: DeviceRole

  /// - Parameter subject: who the person is to the service, when that is not what the account's SID
  ///   says.
  public init(
    device: any Device, account: Account, subject: String? = nil, client: ServiceClient,
    role: DeviceRole = DeviceRole()
  ) {
    self.device = device
    self.account = account
    self.subject = subject ?? account.subject
    self.client = client
    self.role = role
  }

  /// States the sign-in and gets the service's decision.
  ///
  /// When there is no decision, whatever the reason, the offer counts as missed: that is noted on the
  /// PC, once, and reported when it can be. The person is never kept from the desktop by the service:
  /// it has a limited time.
  ///
  /// - Parameters:
  ///   - time: the device's time, for what is noted on the PC.
  ///   - wait: how long the service may take, from when the device has said what it is.
  /// - Throws: `ServiceError`; `DeviceError`, then nothing was stated and no offer made.
  public func ask(
    at moment: Moment, time: Date, within wait: Duration
  ) async throws -> SignInAnswer {
    // Without a memory a no could be lost, so a PC that cannot be written is not asked on.
    try await device.checkWritable(for: account)
    let description = try await device.description()
    var memory = try await AgentMemory.load(of: account, from: device)
    let signIn = AgentMemory.SignIn(user: subject, enrollment: description.enrollment.id)
    let misses = memory.unreportedMisses.filter { $0.signIn == signIn }.map(\.miss)
    let statement = SignInStatement(
      moment: moment, deviceID: description.hardwareID,
      device: Facts.Device(description, role: role),
      account: Facts.User.Account(account, on: description),
      firstSignInSinceEnrollment: try await isFirst(signIn, memory),
      unreportedMisses: misses)
    memory.noteSignIn(signIn, at: moment)
    let client = client.until(.now + wait)
    do {
      memory.unreportedOutcomes = try await stillUnreported(memory.unreportedOutcomes, by: client)
      let answer = try await client.signIn(statement, for: subject)
      memory.unreportedMisses.removeAll { $0.signIn == signIn }
      memory.lastDecision = AgentMemory.LastDecision(
        at: time, moment: moment, offer: answer.offer?.id,
        failedChecks: answer.decision.failedChecks.map(\.id.rawValue))
      try await memory.save(of: account, to: device)
      return answer
    } catch let error as ServiceError {
      memory.noteMiss(of: signIn, at: moment, time: time)
      try await memory.save(of: account, to: device)
      throw error
    }
  }

  /// Tells the service how the offer ended. When it does not take the answer now, the answer is kept
  /// and told at the next sign-in: a no stays a no.
  ///
  /// - Returns: false when the answer is only kept.
  /// - Throws: `DeviceError` when it could not even be kept.
  @discardableResult
  public func conclude(_ offer: OfferMessage, with outcome: Outcome) async throws -> Bool {
    let ending = AgentMemory.Ending(user: subject, offer: offer.id, outcome: outcome)
    guard try await stillUnreported([ending], by: client).isEmpty else {
      var memory = try await AgentMemory.load(of: account, from: device)
      memory.unreportedOutcomes.append(ending)
      try await memory.save(of: account, to: device)
      return false
    }
    return true
  }

  /// Whether the person has not signed in since the enrollment: the agent has not seen it, and
  /// Windows has not noted a first sign-in in the person's hive (`Winlogon\FirstLogon` = 0).
  private func isFirst(_ signIn: AgentMemory.SignIn, _ memory: AgentMemory) async throws -> Bool {
    if memory.signIns.contains(signIn) { return false }
    let hive = try await device.hive(.user, of: account)
    let winlogon = try hive.key(at: #"Software\Microsoft\Windows NT\CurrentVersion\Winlogon"#)
    return try winlogon?.number(named: "FirstLogon") != 0
  }

  /// Reports these endings.
  ///
  /// - Returns: those that the service has not taken.
  private func stillUnreported(
    _ endings: [AgentMemory.Ending], by client: ServiceClient
  ) async throws -> [AgentMemory.Ending] {
    var kept: [AgentMemory.Ending] = []
    for ending in endings {
      do {
        _ = try await client.report(ending.outcome, of: ending.offer, for: ending.user)
      } catch {
        if !Self.isFinal(error) { kept.append(ending) }
      }
    }
    return kept
  }

  /// Whether the service will never take the answer: it does not know the offer, or has an answer.
  private static func isFinal(_ error: ServiceError) -> Bool {
    [404, 409].contains(error.problem?.status)
  }
}

extension AgentMemory {
  /// During setup there is no sign-in yet: the first one is still to come.
  mutating func noteSignIn(_ signIn: SignIn, at moment: Moment) {
    if moment != .oobe { signIns.insert(signIn) }
  }

  /// An offer that a person asks for is not missed when it cannot be made: they see the error. And
  /// one that could not be made several times was still missed once: nobody has seen it.
  mutating func noteMiss(of signIn: SignIn, at moment: Moment, time: Date) {
    let isNoted = unreportedMisses.contains { $0.signIn == signIn && $0.miss.moment == moment }
    guard moment != .onDemand, !isNoted else { return }
    let id = UUID().uuidString.lowercased()
    unreportedMisses.append(
      Miss(signIn: signIn, miss: UnreportedMiss(id: id, moment: moment, at: time)))
  }
}
