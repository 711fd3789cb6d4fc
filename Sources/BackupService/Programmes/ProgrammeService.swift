import Foundation
import RestoreRules
import ServiceAPI
import Store

/// Preview programmes: which features are in preview, who asked to take part, and who does.
///
/// A feature that no programme is about is there for all, and so is one that some programme has made
/// generally available. Else only those have it whom a programme about it has accepted.
public struct ProgrammeService: Sendable {
  /// More requests than these wait for no operator: then the form takes none until some are decided.
  static let mostOpenRequests = 500

  let store: any Store
  let tenants: Tenants
  let audit: AuditService
  let now: @Sendable () -> Date
  private let programmeShelf: RecordShelf<ProgrammeSettings>
  private let requestShelf: RecordShelf<ProgrammeRequest>
  private let admissionShelf: RecordShelf<ProgrammeAdmissions>
  private let rate: SubmissionRate

  init(
    store: any Store, tenants: Tenants, audit: AuditService, now: @escaping @Sendable () -> Date
  ) {
    self.store = store
    self.tenants = tenants
    self.audit = audit
    self.now = now
    programmeShelf = RecordShelf(
      store: store, kind: RecordKind(rawValue: "programme"), now: now)
    requestShelf = RecordShelf(
      store: store, kind: RecordKind(rawValue: "programmeRequest"), now: now)
    admissionShelf = RecordShelf(
      store: store, kind: RecordKind(rawValue: "programmeAdmissions"), now: now)
    rate = SubmissionRate(now: now)
  }

  // MARK: Programmes

  /// A page of the programmes, by the bytes of their ids.
  func programmes(_ page: Page) async throws -> ProgrammeList {
    let found = try await programmeShelf.documents(
      of: .installation, after: page.after, limit: page.lookahead)
    let (items, next) = page.cut(found, id: \.id)
    return ProgrammeList(programmes: items.map(programme), next: next)
  }

  /// - Throws: `programme.notFound`.
  public func programme(_ id: String) async throws -> Programme {
    try programme(await document(id))
  }

  func document(_ id: String) async throws -> Versioned<ProgrammeSettings> {
    guard let document = try await known(id) else {
      throw ServiceProblem(.programmeNotFound, "There is no such programme.")
    }
    return document
  }

  func known(_ id: String) async throws -> Versioned<ProgrammeSettings>? {
    try await programmeShelf.document(id, of: .installation)
  }

  func programme(_ document: Versioned<ProgrammeSettings>) -> Programme {
    Programme(
      id: document.id, settings: document.content, phase: document.content.phase(at: now()))
  }

  /// Makes or changes a programme.
  ///
  /// - Throws: `request.invalidParameter`, `request.invalidField`; `store.conflict` when the condition does
  ///   not hold.
  @discardableResult
  public func put(
    _ settings: ProgrammeSettings, as id: String, if condition: RecordCondition,
    by actor: AuditActor
  ) async throws -> Versioned<ProgrammeSettings> {
    try Self.check(settings, id)
    return try await programmeShelf.put(
      settings, id: id, of: .installation, if: condition,
      audited: audit.entry(
        AuditEvent(
          .programmeChanged, by: actor, object: id,
          details: [
            "feature": settings.feature.rawValue,
            "generallyAvailable": String(settings.generallyAvailable),
          ]), in: nil))
  }

  private static func check(_ settings: ProgrammeSettings, _ id: String) throws(ServiceProblem) {
    // It stands in an address that people type.
    guard id.wholeMatch(of: #/[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?/#) != nil else {
      throw ServiceProblem(
        .invalidParameter,
        "The id of a programme must be 1 to 64 small letters, digits and hyphens, with no hyphen at an end."
      )
    }
    try Identifier.check(settings.name, field: "name")
    if let customers = settings.customerProgramme {
      try Identifier.check(customers, field: "customerProgramme")
    }
    guard settings.opensAt < settings.closesAt else {
      throw ServiceProblem(.invalidField, "The field closesAt must be later than opensAt.")
    }
  }

  // MARK: Requests

  /// Takes what somebody sent by the form of a programme.
  ///
  /// - Parameters:
  ///   - nda: the name under which the agreement was accepted; its time is now.
  /// - Throws: `programme.notFound`, `programme.notOpen`, `programme.requirementsNotMet`,
  ///   `programme.tooManyRequests`, `request.invalidField`.
  @discardableResult
  public func submit(
    _ interest: Interest, ndaAcceptedBy nda: String?, to id: String
  ) async throws -> ProgrammeRequest {
    let programme = try await programme(id)
    guard programme.phase == .open else {
      throw ServiceProblem(
        .programmeNotOpen, "The programme \(programme.settings.name) does not take requests now.")
    }
    var interest = interest
    interest.nda = nda.map { Interest.Agreement(name: $0, acceptedAt: now()) }
    try Self.check(interest)
    try Self.checkRequirements(interest, programme.settings)
    try await checkRoom(in: id)
    let request = ProgrammeRequest(
      id: RandomID.make("r"), programme: id, interest: interest, receivedAt: now())
    try await put([requestShelf.putting(request, if: .absent)], nil)
    return request
  }

  /// Each text short, and on one line but for the remarks.
  private static func check(_ interest: Interest) throws(ServiceProblem) {
    try checkLine(interest.organization, field: "organization")
    try checkLine(interest.contact, field: "contact")
    for (name, text) in [
      ("tenant", interest.tenant), ("membership", interest.membership),
      ("nda.name", interest.nda?.name),
    ] {
      if let text { try checkLine(text, field: name) }
    }
    guard (interest.remarks ?? "").unicodeScalars.count <= 2000 else {
      throw ServiceProblem(.invalidField, "The field remarks must be at most 2000 characters.")
    }
  }

  /// Nothing is named by these texts, so that it is characters that count, as people count them.
  private static func checkLine(_ text: String, field: String) throws(ServiceProblem) {
    let scalars = text.unicodeScalars
    guard (1...StoreName.maximumLength).contains(scalars.count),
      scalars.allSatisfy({ $0.properties.generalCategory != .control })
    else {
      throw ServiceProblem(
        .invalidField,
        "The field \(field) must be 1 to \(StoreName.maximumLength) characters without control characters."
      )
    }
  }

  private static func checkRequirements(
    _ interest: Interest, _ settings: ProgrammeSettings
  ) throws(ServiceProblem) {
    if let customers = settings.customerProgramme, interest.membership == nil {
      throw ServiceProblem(
        .programmeRequirements, "Who takes part must be a member of \(customers).")
    }
    if settings.requiresNDA, interest.nda == nil {
      throw ServiceProblem(
        .programmeRequirements,
        "Who takes part must have accepted the non-disclosure agreement, with their name.")
    }
  }

  /// Anybody can send the form: what they can fill is bounded, and how fast.
  private func checkRoom(in id: String) async throws {
    guard rate.admits(id) else {
      throw ServiceProblem(
        .programmeBusy, "Too many people sign up at this moment. Try again in a minute.",
        retryAfter: Int(SubmissionRate.window))
    }
    let waiting = try await requestShelf.documents(
      of: .installation, labelled: Self.label(id, .open), limit: Self.mostOpenRequests)
    guard waiting.count < Self.mostOpenRequests else {
      throw ServiceProblem(
        .programmeBusy, "So many have signed up that no more are taken now. Try again another day.",
        retryAfter: 86_400)
    }
  }

  /// - Parameter state: only those that are so; nil for all.
  func requests(
    of id: String, in state: ProgrammeRequest.State?, _ page: Page
  ) async throws -> ProgrammeRequestList {
    _ = try await document(id)
    let found = try await requestShelf.documents(
      of: .installation, labelled: Self.label(id, state), after: page.after,
      limit: page.lookahead)
    let (requests, next) = page.cut(found) { $0.id }
    return ProgrammeRequestList(requests: requests.map(\.content), next: next)
  }

  // MARK: Verdicts

  /// Accepts or declines a request, or changes what was decided before. Who has the feature by it
  /// changes in the same transaction.
  func decide(
    _ verdict: ProgrammeVerdict, on requestID: String, of id: String, by actor: AuditActor
  ) async throws -> ProgrammeRequest {
    try Identifier.check(verdict.reason, field: "reason")
    let settings = try await document(id).content
    guard let known = try await requestShelf.document(requestID, of: .installation),
      known.content.programme == id
    else {
      throw ServiceProblem(.programmeRequestNotFound, "This programme has no such request.")
    }
    if let admission = verdict.admission {
      try Self.checkRequirements(known.content.interest, settings)
      guard tenants[TenantID(rawValue: admission.tenant)] != nil else {
        throw ServiceProblem(
          .programmeTenantUnknown,
          "This installation has no tenant with the id that admission names.")
      }
      for group in admission.groups { try Identifier.check(group, field: "admission.groups") }
    }
    let decided = known.content.decided(verdict, at: now())
    var changes = [try requestShelf.putting(decided, if: .revision(known.revision))]
    let touched = [known.content.admission?.tenant, verdict.admission?.tenant].compactMap { $0 }
    for tenant in Set(touched).sorted() {
      changes.append(
        try await admitting(
          decided.admission.flatMap { $0.tenant == tenant ? $0.groups : nil }, by: requestID,
          in: id,
          tenant))
    }
    try await put(
      changes,
      AuditEvent(
        .programmeDecided, by: actor, object: id, reason: verdict.reason,
        details: [
          "request": requestID, "state": decided.state.rawValue,
          "tenant": verdict.admission?.tenant ?? "",
        ].filter { !$0.value.isEmpty }))
    return decided
  }

  /// The change of what a tenant has by a request.
  ///
  /// - Parameter groups: nil takes it away.
  private func admitting(
    _ groups: [String]?, by request: String, in id: String, _ tenant: String
  ) async throws -> RecordChange {
    let owner = RecordOwner.tenant(TenantID(rawValue: tenant))
    let known = try await admissionShelf.document(id, of: owner)
    var admissions = known?.content ?? ProgrammeAdmissions(grants: [:])
    admissions.grants[request] = groups
    return try admissionShelf.putting(
      admissions, id: id, of: owner, if: known.map { .revision($0.revision) } ?? .absent)
  }

  private func put(_ changes: [RecordChange], _ event: AuditEvent?) async throws {
    _ = try await store.apply(
      changes, at: now(), logging: event.map { audit.entry($0, in: nil) })
  }

  fileprivate static func label(_ id: String, _ state: ProgrammeRequest.State?) -> RecordLabel {
    state.map { RecordLabel("programmeState", id + "/" + $0.rawValue) }
      ?? RecordLabel("programme", id)
  }

  // MARK: Who has what

  /// What is in preview, and whether a person takes part: a part of the facts of every decision.
  func previews(
    of tenant: TenantID, groups: [String]
  ) async throws -> [Facts.Preview] {
    let programmes = try await programmeShelf.allDocuments(of: .installation)
    let released = Set(programmes.filter(\.content.generallyAvailable).map(\.content.feature))
    var previews: [Facts.Preview] = []
    for programme in programmes where !released.contains(programme.content.feature) {
      let admissions = try await admissionShelf.document(programme.id, of: .tenant(tenant))
      previews.append(
        Facts.Preview(
          feature: programme.content.feature, programme: programme.content.name,
          admitted: admissions?.content.admit(groups) ?? false))
    }
    return previews
  }
}

/// What a tenant has of a programme.
struct ProgrammeAdmissions: Codable, Sendable, Hashable {
  /// By each accepted request the groups that take part; none stands for the whole tenant.
  var grants: [String: [String]]

  func admit(_ groups: [String]) -> Bool {
    grants.values.contains { $0.isEmpty || !Set($0).isDisjoint(with: groups) }
  }
}

extension ProgrammeSettings {
  func phase(at time: Date) -> Programme.Phase {
    if generallyAvailable { return .generallyAvailable }
    if time < opensAt { return .upcoming }
    return time < closesAt ? .open : .closed
  }
}

extension ProgrammeRequest {
  fileprivate func decided(_ verdict: ProgrammeVerdict, at time: Date) -> ProgrammeRequest {
    ProgrammeRequest(
      id: id, programme: programme, interest: interest, receivedAt: receivedAt,
      state: verdict.admission == nil ? .declined : .accepted, decidedAt: time,
      reason: verdict.reason, admission: verdict.admission)
  }
}

extension RecordShelf<ProgrammeRequest> {
  fileprivate func putting(
    _ request: ProgrammeRequest, if condition: RecordCondition
  ) throws -> RecordChange {
    try putting(
      request, id: request.id, of: .installation,
      labels: [
        ProgrammeService.label(request.programme, nil),
        ProgrammeService.label(request.programme, request.state),
      ], if: condition)
  }
}

extension AuditAction {
  static let programmeChanged = AuditAction(rawValue: "programme.changed")
  static let programmeDecided = AuditAction(rawValue: "programme.decided")
}
