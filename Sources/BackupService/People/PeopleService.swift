import Foundation
import RestoreRules
import ServiceAPI
import Store

/// What IT may see of the people of a tenant: that there is a backup and how old it is, what became
/// of the offers, and why. Never what is in a backup.
public struct PeopleService: Sendable {
  let store: any Store
  let tenants: Tenants
  let directory: DirectoryService
  let signIns: SignInService
  let decisions: DecisionService
  let orders: BackupOrderService

  /// A page of the people who have a backup, had an offer or signed in, and of those whom the directory
  /// names, in the order of their ids' bytes.
  ///
  /// Whose account is deactivated or removed is left out where people without a backup are asked for:
  /// they are offered nothing, and nothing is to be done about them.
  ///
  /// - Parameters:
  ///   - text: what the person's id begins with, or a name of theirs in the directory, or what is in the
  ///     name of one of their PCs; nil for everybody.
  ///   - backup: which of them.
  public func people(
    of tenant: TenantID, matching text: String? = nil, backup: PersonFilter.Backup = .any,
    after: String?, limit: Int
  ) async throws -> [ListedPerson] {
    var found: [ListedPerson] = []
    var last = after
    let batch = backup == .any ? limit : max(limit, Self.batch)
    while found.count < limit {
      let page = try await candidates(
        of: tenant, matching: text, backup: backup, after: last, limit: batch)
      let accounts = try await accounts(of: page.map(\.subject), in: tenant)
      found += zip(page, accounts).map(ListedPerson.init)
        .filter { backup == .any || $0.isActive != false }
      guard page.count == batch else { break }
      last = page.last?.subject
    }
    return Array(found.prefix(limit))
  }

  /// The accounts of the directory that are in use and that no list of people has, since nothing ties
  /// them to a person; nil where there are none.
  public func unnamedAccounts(of tenant: TenantID) async throws -> UnnamedAccounts? {
    let link = link(of: tenant)
    let count = try await directory.unnamedAccounts(in: tenant, by: link)
    return count == 0 ? nil : UnnamedAccounts(count: count, attribute: link.rawValue)
  }

  private func candidates(
    of tenant: TenantID, matching text: String?, backup: PersonFilter.Backup, after: String?,
    limit: Int
  ) async throws -> [PersonSummary] {
    let source = directory.source(
      by: link(of: tenant), onlyActive: backup != .any, named: text)
    let byName = try await store.people(
      of: tenant,
      matching: PersonFilter(subjectPrefix: text ?? "", backup: backup, directory: source),
      after: after, limit: limit)
    guard let text else { return byName }
    let byDevice = try await owners(
      ofDevicesMatching: text, in: tenant, backup: backup, after: after, limit: limit)
    return Array((byName + byDevice).distinct(by: \.subject).prefix(limit))
  }

  private func link(of tenant: TenantID) -> PersonLink {
    tenants[tenant]?.personLink ?? .externalID
  }

  private func accounts(
    of subjects: [String], in tenant: TenantID
  ) async throws -> [DirectoryAccount?] {
    try await directory.accounts(of: subjects, in: tenant, by: link(of: tenant))
  }

  /// What is known of one person. Anybody can be asked about; nothing is known of a stranger.
  public func record(of person: PersonID) async throws -> PersonRecord {
    guard Identifier.isValid(person.subject) else {
      throw ServiceProblem(.invalidParameter, "A person is named by \(Identifier.rule).")
    }
    let profiles = try await store.profiles(of: person)
    let account = try await accounts(of: [person.subject], in: person.tenant).first ?? nil
    return PersonRecord(
      name: account?.name, userName: account?.userName, email: account?.email,
      isActive: account?.isActive,
      profiles: profiles.map { $0.message(of: person.subject) },
      offers: try await store.offers(of: person).reversed().map(\.record),
      lastSignIn: try await signIns.explainLastSignIn(of: person),
      transitions: try await store.offerTransitions(of: person).reversed().map(\.message),
      decisions: try await decisions.newest(of: person, limit: Self.shownDecisions),
      backupOrders: try await orders.orders(of: person))
  }

  /// So many decisions are shown with a person; all of them are in a list of their own.
  static let shownDecisions = 20

  /// So many profiles, offers and orders the help desk gets with a person.
  private static let most = 100

  /// The same as the help desk gets it from the service.
  func details(of person: PersonID) async throws -> PersonDetails {
    let record = try await record(of: person)
    return PersonDetails(
      name: record.name, isActive: record.isActive,
      profiles: Array(record.profiles.prefix(Self.most)),
      offers: Array(record.offers.prefix(Self.most)), decisions: record.decisions,
      backupOrders: Array(record.backupOrders.prefix(Self.most)))
  }

  /// A page of the profiles whose id or device's id begins with a text, or whose device's name has it
  /// in it.
  func profiles(
    of tenant: TenantID, matching text: String, page: PeoplesPage
  ) async throws -> FoundProfiles {
    let found = try await store.profiles(
      of: tenant, matching: text, after: page.after, limit: page.lookahead)
    let (items, next) = page.cut(found) {
      PersonRecordPosition(subject: $0.subject, id: $0.profile.id.rawValue)
    }
    return FoundProfiles(
      profiles: items.map { $0.profile.message(of: $0.subject) }, next: next)
  }

  /// A page of the people who backed up from a device or signed in to it, by the bytes of their ids.
  func people(
    on device: DeviceID, of tenant: TenantID, _ page: Page
  ) async throws -> DevicePeople {
    let decided = try await decisions.newest(
      on: device, of: tenant, after: page.after, limit: page.lookahead)
    let backedUp = try await profiles(
      from: device, in: tenant, after: page.after, limit: page.lookahead)
    let (items, next) = page.cut(
      (decided.map(\.user) + backedUp.map(\.subject)).distinct(by: \.self), id: \.self)
    return DevicePeople(
      device: device.rawValue,
      people: items.map { subject in
        DevicePeople.Person(
          user: subject,
          profile: backedUp.first { $0.subject.isIdentical(to: subject) }?.profile.summary,
          lastDecision: decided.first { $0.user.isIdentical(to: subject) }?.decision)
      }, next: next)
  }

  /// The profiles from a device, one a person, by the bytes of their ids; at most `limit`, beginning
  /// after the person `subject`.
  private func profiles(
    from device: DeviceID, in tenant: TenantID, after subject: String?, limit: Int
  ) async throws -> [PersonsProfile] {
    var found: [PersonsProfile] = []
    var position = subject.map { PersonRecordPosition(subject: $0, id: Self.afterAll) }
    let batch = max(limit, Self.batch)
    while found.count < limit {
      // Those of other devices are among them, whose ids or names begin with the same.
      let page = try await store.profiles(
        of: tenant, matching: device.rawValue, after: position, limit: batch)
      found += page.filter { $0.profile.device.rawValue.isIdentical(to: device.rawValue) }
      guard page.count == batch, let last = page.last else { break }
      position = PersonRecordPosition(subject: last.subject, id: last.profile.id.rawValue)
    }
    return Array(found.prefix(limit))
  }

  private func owners(
    ofDevicesMatching text: String, in tenant: TenantID, backup: PersonFilter.Backup,
    after: String?, limit: Int
  ) async throws -> [PersonSummary] {
    var found: [PersonSummary] = []
    var last = after
    while found.count < limit {
      let page = try await store.profiles(
        of: tenant, matching: text,
        after: last.map { PersonRecordPosition(subject: $0, id: Self.afterAll) }, limit: limit)
      for subject in page.map(\.subject).distinct(by: \.self) {
        last = subject
        // Who has the subject itself comes first among those whose subject begins with it.
        let people = try await store.people(
          of: tenant, matching: PersonFilter(subjectPrefix: subject, backup: backup), after: nil,
          limit: 1)
        found += people.filter { $0.subject.isIdentical(to: subject) }
      }
      if page.count < limit { break }
    }
    return Array(found.prefix(limit))
  }

  /// So many are asked of the store at least, where some are then left out: a small page must not make
  /// a question of each.
  private static let batch = 500

  /// What comes after every id.
  private static let afterAll = "\u{10FFFF}"
}

/// What IT sees of one person.
public struct PersonRecord: Sendable, Equatable {
  /// What people call them; nil where the directory does not say.
  public let name: String?
  /// What they sign in with at the identity provider; nil where the directory does not say.
  public let userName: String?
  /// Their address; nil where the directory does not say.
  public let email: String?
  /// Whether their account is in use; nil where the directory does not know them.
  public let isActive: Bool?
  /// The most recently backed up first.
  public let profiles: [PersonsProfileMessage]
  /// The newest first.
  public let offers: [OfferRecord]
  /// Nil when no device has told of a sign-in.
  public let lastSignIn: ExplainedSignIn?
  /// Every step of the offers, the newest first.
  public let transitions: [OfferTransitionMessage]
  /// The newest decisions, the newest first.
  public let decisions: [KeptDecisionSummary]
  /// The newest first.
  public let backupOrders: [BackupOrderMessage]
}

/// A sign-in, with what would be decided about it now.
public struct ExplainedSignIn: Sendable, Equatable {
  public let device: String
  public let at: Date
  public let moment: Moment
  public let decision: Decision
}

extension StoredProfile {
  func message(of subject: String) -> PersonsProfileMessage {
    PersonsProfileMessage(user: subject, device: device.rawValue, profile: summary)
  }
}
