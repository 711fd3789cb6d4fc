/// Whom an organization's directory names: people of whom nothing else may be stored.
///
/// A directory is kept as records of the tenant, one for each account. The store knows of them what
/// their labels say, and nothing else.
public struct DirectorySource: Hashable, Sendable {
  /// The kind of the accounts' records.
  public var kind: RecordKind
  /// The names of the labels whose values are people's subjects.
  public var subjectLabels: [String]
  /// Whether an account whose label differs from a subject in the case of A to Z alone is that
  /// person's.
  public var ignoresCase: Bool
  /// The name of a label, and what its value begins with: whose account carries one that does is found
  /// besides those of whom the subject begins as it should. Nil where nobody is looked for by name.
  public var nameStart: RecordLabel?

  public init(
    kind: RecordKind, subjectLabels: [String], ignoresCase: Bool = false,
    nameStart: RecordLabel? = nil
  ) {
    self.kind = kind
    self.subjectLabels = subjectLabels
    self.ignoresCase = ignoresCase
    self.nameStart = nameStart
  }
}
