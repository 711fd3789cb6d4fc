import Foundation
import ServiceAPI
import Store

/// Deletes what people have backed up: versions, profiles, or all of a person. Each deletion and its
/// audit entry are one transaction.
public struct DeletionService: Sendable {
  let store: any Store
  let audit: AuditService

  /// Deletes versions of a profile, and the components that no other version names. The number of a
  /// deleted version is never given again. Versions that are not there are passed over.
  ///
  /// - Throws: `snapshot.notFound` when none of them is there, `snapshot.onlyVersion` when none would
  ///   be left.
  public func delete(
    _ versions: Set<Int>, of profile: ProfileID, of person: PersonID, by actor: AuditActor,
    reason: String? = nil
  ) async throws -> DeletionAnswer {
    let numbers = versions.sorted().map(String.init).joined(separator: " ")
    let entry = audit.entry(
      AuditEvent(
        .versionsDeleted, by: actor, user: person.subject, object: profile.rawValue,
        reason: reason, details: ["versions": numbers]), in: person.tenant)
    let deleted: DeletedContent
    do {
      deleted = try await store.delete(versions, of: profile, of: person, logging: entry)
    } catch {
      switch error.code {
      case .notFound:
        guard try await store.profile(profile, of: person) != nil else { throw Self.noProfile }
        throw ServiceProblem(.snapshotNotFound, "This profile has no such version.")
      case .onlyVersion:
        throw ServiceProblem(
          .onlyVersion,
          "A profile keeps one version at least: delete the profile, or wait for the next backup.")
      default: throw error
      }
    }
    return DeletionAnswer(deleted)
  }

  /// Deletes a profile with all its versions. The device's next backup makes a new one.
  ///
  /// - Parameter version: refuses, as `store.versionTaken`, when the profile has had a later version
  ///   than this; nil deletes whatever is there.
  /// - Throws: `profile.notFound`.
  public func delete(
    _ profile: ProfileID, of person: PersonID, upTo version: Int? = nil, by actor: AuditActor,
    reason: String? = nil
  ) async throws -> DeletionAnswer {
    let entry = audit.entry(
      AuditEvent(
        .profileDeleted, by: actor, user: person.subject, object: profile.rawValue,
        reason: reason), in: person.tenant)
    let deleted: DeletedContent
    do {
      deleted = try await store.delete(profile, of: person, upTo: version, logging: entry)
    } catch {
      guard error.code == .notFound else { throw error }
      throw Self.noProfile
    }
    return DeletionAnswer(deleted)
  }

  /// Deletes all of a person: profiles, offers, sign-ins and records. What the audit log says of them
  /// stays. Somebody of whom there is nothing can be deleted, too.
  public func delete(
    _ person: PersonID, by actor: AuditActor, reason: String? = nil
  ) async throws -> DeletionAnswer {
    let entry = audit.entry(
      AuditEvent(.personDeleted, by: actor, user: person.subject, reason: reason),
      in: person.tenant)
    return DeletionAnswer(try await store.delete(person, logging: entry))
  }

  private static let noProfile = ServiceProblem(
    .profileNotFound, "This person has no such profile.")
}

extension DeletionAnswer {
  init(_ deleted: DeletedContent) {
    self.init(
      profiles: deleted.profileCount, versions: deleted.versionCount,
      components: deleted.componentCount, bytes: deleted.byteCount, offers: deleted.offerCount)
  }
}
