import JSONText

/// A change to who is in a group. Members are not part of the group's content here: a group of 50,000
/// is not written anew for each that comes.
public enum MemberChange: Sendable, Hashable {
  /// These are in it from now on; whoever is already, stays.
  case add([String])
  /// These are in it, and nobody else.
  case replace([String])
  /// These are not in it any more; whoever is not, is not an error.
  case remove([String])
  /// Whoever passes is not in it any more; the test is for a member's own object.
  case removeAll(where: ResourceTest)
}

extension MemberChange {
  /// The name of the attribute that holds a group's members.
  public static let attribute = "members"

  /// Reads the ids of members.
  ///
  /// - Throws: `invalidValue` when one has no `value`.
  public static func ids(_ members: JSONValue?) throws(SCIMError) -> [String] {
    var ids: [String] = []
    var seen: Set<String> = []
    for member in members?.list ?? [] {
      guard let id = member.object?["value"]?.text else {
        throw .bad(.invalidValue, "A member must have a value, which is its id.")
      }
      if seen.insert(id).inserted { ids.append(id) }
    }
    return ids
  }

  /// - Throws: `invalidValue`, `mutability`
  public init(_ step: PatchStep) throws(SCIMError) {
    guard let attribute = step.target.attribute else {
      throw .bad(.invalidPath, "The path names no members.")
    }
    guard step.target.subAttribute == nil else {
      throw .bad(.mutability, "A member is added or removed; its parts cannot be changed.")
    }
    var named: [String]?
    if let value = step.value, value != .null {
      named = try Self.ids(try ResourceReader.value(value, of: attribute))
    }
    switch (step.kind, step.test) {
    case (.add, nil): self = .add(named ?? [])
    case (.replace, nil): self = .replace(named ?? [])
    // Microsoft Entra ID names the members to remove in `value`; without it, all are meant.
    case (.remove, nil): self = named.map { .remove($0) } ?? .replace([])
    case (.remove, let test?):
      self =
        test.required(at: ["value"]).flatMap { step.filter?.isOnlyAboutValue == true ? $0 : nil }
        .map { .remove($0.sorted()) } ?? .removeAll(where: test)
    case (_, _?):
      throw .bad(.mutability, "Members that a filter chooses can only be removed.")
    }
  }
}

extension Filter {
  /// Whether it is `value eq "..."`, or several of these joined by or.
  fileprivate var isOnlyAboutValue: Bool {
    switch self {
    case .comparison(let path, .equal, .text): path.text.lowercased() == "value"
    case .any(let filters): filters.allSatisfy(\.isOnlyAboutValue)
    default: false
    }
  }
}
