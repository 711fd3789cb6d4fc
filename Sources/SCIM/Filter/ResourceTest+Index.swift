import JSONText

extension ResourceTest {
  /// The values of which an attribute must have one for the filter to pass, so that a store can look
  /// them up; nil when the filter does not say.
  ///
  /// - Parameter keys: the attribute's place: `["userName"]`.
  public func required(at keys: [String]) -> Set<String>? {
    switch self {
    case .compare(let place, .equal, .text(let text)) where place.keys == keys: [text]
    case .some(let place, let test):
      keys.starts(with: place.keys)
        ? test.required(at: Array(keys.dropFirst(place.keys.count))) : nil
    case .all(let tests):
      tests.lazy.compactMap { $0.required(at: keys) }.min { $0.count < $1.count }
    case .any(let tests):
      tests.reduce(Set<String>?([])) { all, test in
        guard let all, let values = test.required(at: keys) else { return nil }
        return all.union(values)
      }
    case .constant(false): []
    default: nil
    }
  }

  /// What of an attribute's values decides whether the filter passes.
  public enum Concern: Sendable, Hashable {
    case nothing
    /// Only whether these are among them.
    case only(Set<String>)
    case everything

    func joined(with other: Concern) -> Concern {
      switch (self, other) {
      case (.nothing, let concern), (let concern, .nothing): concern
      case (.only(let some), .only(let others)): .only(some.union(others))
      default: .everything
      }
    }
  }

  /// What the filter wants to know of an attribute that is kept apart: a group's members.
  ///
  /// - Parameter attribute: the name of a complex attribute whose values are told apart by `value`.
  public func concern(about attribute: String) -> Concern {
    switch self {
    case .compare(let place, let comparison, let literal):
      guard place.keys.first == attribute else { return .nothing }
      if place.keys == [attribute, "value"], comparison == .equal, case .text(let text) = literal {
        return .only([text])
      }
      return .everything
    case .present(let place): return place.keys.first == attribute ? .everything : .nothing
    case .some(let place, let test):
      guard place.keys.first == attribute else { return .nothing }
      if case .compare(let inner, .equal, .text(let text)) = test, inner.keys == ["value"] {
        return .only([text])
      }
      return .everything
    case .all(let tests), .any(let tests):
      return tests.reduce(.nothing) { $0.joined(with: $1.concern(about: attribute)) }
    case .not(let test): return test.concern(about: attribute)
    case .constant: return .nothing
    }
  }
}
