import Foundation
import Store
import Vault

/// What the installation keeps about its master keys: by what those behind a command are recognized,
/// and whose escrow copy was confirmed.
public struct MasterKeyRecords: Sendable {
  private let marks: RecordShelf<KnownMarks>
  private let confirmations: RecordShelf<EscrowConfirmation>
  private let audit: AuditService

  public init(store: any Store, now: @escaping @Sendable () -> Date = { Date() }) {
    marks = RecordShelf(store: store, kind: RecordKind(rawValue: "masterKeyMarks"), now: now)
    confirmations = RecordShelf(store: store, kind: RecordKind(rawValue: "escrow"), now: now)
    audit = AuditService(store: store, now: now)
  }

  // MARK: Commands

  /// The master key behind a command, if it was used here before.
  ///
  /// - Throws: `vault.masterKeyCommandFailed` when the command does not answer.
  public func masterKey(of command: MasterKeyCommand) async throws -> CommandMasterKey? {
    try await Self.masterKey(of: command, among: await knownMarks())
  }

  /// Makes the mark by which a command's master key is known from now on. One document holds all
  /// marks, so that of two processes that start at once one wins, and both use its mark.
  public func adopt(_ command: MasterKeyCommand) async throws -> CommandMasterKey {
    while true {
      let known = try await knownMarks()
      if let key = try await Self.masterKey(of: command, among: known) { return key }
      let mark = try await MasterKeyMark(by: command)
      do {
        try await marks.put(
          KnownMarks(marks: (known?.content.marks ?? []) + [mark]), id: Self.marksID,
          of: .installation, if: known.map { RecordCondition.revision($0.revision) } ?? .absent)
      } catch let error as StoreError where error.code == .conflict {
        continue
      }
    }
  }

  private static let marksID = "known"

  private func knownMarks() async throws -> Versioned<KnownMarks>? {
    try await marks.document(Self.marksID, of: .installation)
  }

  private static func masterKey(
    of command: MasterKeyCommand, among known: Versioned<KnownMarks>?
  ) async throws -> CommandMasterKey? {
    // The newest first: it is the one in use.
    for mark in (known?.content.marks ?? []).reversed() {
      if let key = try await CommandMasterKey(command, knownBy: mark) { return key }
    }
    return nil
  }

  // MARK: Escrow

  /// When the operator confirmed that they have a copy of this master key; nil when they did not.
  public func escrowConfirmed(of fingerprint: MasterKeyFingerprint) async throws -> Date? {
    try await confirmations.document(fingerprint.description, of: .installation)?
      .content.confirmedAt
  }

  /// Notes that the operator has a copy of the master key in use.
  public func confirmEscrow(of fingerprint: MasterKeyFingerprint, at time: Date) async throws {
    try await confirmations.put(
      EscrowConfirmation(confirmedAt: time), id: fingerprint.description, of: .installation,
      audited: audit.entry(
        AuditEvent(.escrowConfirmed, by: .operator, object: fingerprint.description), in: nil))
  }
}

/// The master keys behind commands that were ever used here, the newest last.
struct KnownMarks: Codable, Sendable {
  let marks: [MasterKeyMark]
}

/// That somebody read a master key's fingerprint from its escrow copy.
struct EscrowConfirmation: Codable, Sendable {
  let confirmedAt: Date
}

extension AuditAction {
  /// A tenant got a new data key.
  public static let keyRotated = AuditAction(rawValue: "key.rotated")
  /// The installation's data keys are under another master key.
  public static let keysRewrapped = AuditAction(rawValue: "key.rewrapped")
  /// A person's or a tenant's keys were dropped, and what they sealed with them.
  public static let keysErased = AuditAction(rawValue: "key.erased")
  /// A copy of the master key was confirmed.
  public static let escrowConfirmed = AuditAction(rawValue: "key.escrowConfirmed")
}
