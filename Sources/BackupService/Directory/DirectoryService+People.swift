import JSONText
import SCIM
import Store

/// What IT is shown of somebody's account in the directory.
struct DirectoryAccount: Sendable, Hashable {
  /// What people call them: the display name, else the name, else the user name.
  let name: String?
  /// What they sign in with at the identity provider.
  let userName: String?
  /// The primary one, else the first.
  let email: String?
  /// False when the account is deactivated or removed: nothing is offered then.
  let isActive: Bool
}

extension DirectoryService {
  /// Whom the directory names, for a list of people.
  ///
  /// - Parameters:
  ///   - isActive: only whose account is in use.
  ///   - text: what a name of theirs begins with, in any case; nil where nobody is looked for by name.
  func source(
    by link: PersonLink, onlyActive isActive: Bool, named text: String?
  ) -> DirectorySource {
    DirectorySource(
      kind: DirectoryShelves.userKind,
      subjectLabels: (isActive ? [true] : [true, false]).map(link.subjectLabel(isActive:)),
      ignoresCase: link == .userName,
      nameStart: text.map { DirectoryLabel.name($0) })
  }

  /// The account of each of these people, in their order; nil for who has none and never had. Two reads,
  /// however many people it is for.
  func accounts(
    of subjects: [String], in tenant: TenantID, by link: PersonLink
  ) async throws -> [DirectoryAccount?] {
    guard let label = subjects.first.map(link.label(for:)) else { return [] }
    let owner = RecordOwner.tenant(tenant)
    let keys = subjects.map { link.label(for: $0).value }
    let users = try await shelves.users.documents(
      of: owner, labelled: label.name, withAnyOf: keys, limit: subjects.count * Self.mostAccounts
    ).map(\.content.content)
    let known = Dictionary(grouping: users) { user in
      link.label(for: user[text: link.rawValue] ?? "").value
    }
    let departures = try await shelves.departures.documents(
      of: owner,
      ids: zip(subjects, keys).filter { known[$1] == nil }.map { link.departureID(for: $0.0) })
    let departed = Set(departures.map(\.id))
    return zip(subjects, keys).map { subject, key in
      if let users = known[key] { return DirectoryAccount(users) }
      return departed.contains(link.departureID(for: subject))
        ? DirectoryAccount(name: nil, userName: nil, email: nil, isActive: false) : nil
    }
  }
}

extension DirectoryService {
  /// How many accounts are in use and name no person; one count of the store.
  func unnamedAccounts(in tenant: TenantID, by link: PersonLink) async throws -> Int {
    try await shelves.store.recordCount(
      DirectoryShelves.userKind, of: .tenant(tenant), labelled: link.nobodyLabel)
  }
}

extension PersonLink {
  /// The label of an account that is in use and names no person by this tie.
  var nobodyLabel: RecordLabel { RecordLabel("activeNobody." + rawValue, "all") }

  /// The label of a user under which the person's subject stands as it is, so that people can be listed
  /// in its order.
  func subjectLabel(isActive: Bool) -> String {
    (isActive ? "activePerson." : "inactivePerson.") + rawValue
  }
}

extension DirectoryLabel {
  /// What a user is found by when somebody types the beginning of a name.
  static func name(_ name: String) -> RecordLabel {
    RecordLabel("name", shortened(name.lowercased()))
  }

  /// By what people are listed and looked for. A name that no token can carry is nobody's.
  static func people(of user: ResourceContent) -> Set<RecordLabel> {
    var labels: Set<RecordLabel> = []
    for link in PersonLink.allCases {
      if let subject = user[text: link.rawValue], Identifier.isValid(subject) {
        labels.insert(RecordLabel(link.subjectLabel(isActive: user.isActive), subject))
      } else if user.isActive {
        labels.insert(link.nobodyLabel)
      }
    }
    // No label holds a NUL, and none is empty.
    for name in user.names where !name.isEmpty && !name.utf8.contains(0) {
      labels.insert(self.name(name))
    }
    return labels
  }

  /// As much of a name as a label holds. Cut between scalars: one character can be longer than a label.
  private static func shortened(_ text: String) -> String {
    var text = text
    while text.utf8.count > StoreName.maximumLength { text.unicodeScalars.removeLast() }
    return text
  }
}

extension ResourceContent {
  /// Whether the account is in use: it is, where nothing is said.
  var isActive: Bool { values["active"]?.boolean ?? true }

  /// What a user is called, in every form that somebody may type.
  fileprivate var names: [String] {
    let name = values["name"]?.object ?? [:]
    let addresses = (values["emails"]?.list ?? []).map { $0.object?["value"]?.text }
    return
      ([self[text: "userName"], self[text: "displayName"]]
      + ["formatted", "givenName", "familyName"].map { name[$0]?.text } + addresses)
      .compactMap { $0 }
  }

  /// The primary address, else the first.
  fileprivate var email: String? {
    let emails = (values["emails"]?.list ?? []).compactMap(\.object)
    let shown = emails.first { $0["primary"]?.boolean == true } ?? emails.first
    return shown?["value"]?.text
  }

  /// What people call a user.
  fileprivate var shownName: String? {
    let name = values["name"]?.object ?? [:]
    let parts = ["givenName", "familyName"].compactMap { name[$0]?.text }.filter { !$0.isEmpty }
    return [
      self[text: "displayName"], name["formatted"]?.text, parts.joined(separator: " "),
      self[text: "userName"],
    ].compactMap { $0 }.first { !$0.isEmpty }
  }
}

extension DirectoryAccount {
  /// Several users of one person count together; that of one in use is shown.
  fileprivate init(_ users: [ResourceContent]) {
    let active = users.first(where: \.isActive)
    let shown = active ?? users.first
    self.init(
      name: shown?.shownName, userName: shown?[text: "userName"], email: shown?.email,
      isActive: active != nil)
  }
}
