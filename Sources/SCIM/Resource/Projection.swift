import JSONText

/// Which attributes of a resource a client wants to see (RFC 7644, section 3.9).
public struct Projection: Sendable, Hashable {
  /// Nil for all that is usual.
  private let only: [AttributePath]?
  private let without: [AttributePath]

  public static let usual = Projection(attributes: [], excluded: [])

  /// What is no name of an attribute, like one that the type does not have, means nothing. Of what is
  /// asked for by name, what is excluded by name is left out.
  init(attributes: [String], excluded: [String]) {
    only =
      attributes.isEmpty ? nil : attributes.prefix(Self.mostNames).compactMap(AttributePath.init)
    without = excluded.prefix(Self.mostNames).compactMap(AttributePath.init)
  }

  private static let mostNames = 200

  /// Whether everything is shown that is usual.
  public var isUsual: Bool { only == nil && without.isEmpty }

  /// Whether an attribute of the type's own schema is shown, at least in part.
  public func shows(_ name: String, of type: ResourceType) -> Bool {
    func isMeant(_ path: AttributePath, orAPart: Bool) -> Bool {
      guard let place = type.resolve(path), place.schema == nil else { return false }
      return place.attribute?.name == name && (orAPart || place.subAttribute == nil)
    }
    return only?.contains { isMeant($0, orAPart: true) } ?? true
      && !without.contains { isMeant($0, orAPart: false) }
  }

  /// The part of a resource that is sent.
  public func apply(
    to resource: [String: JSONValue], of type: ResourceType
  ) -> [String: JSONValue] {
    var shown = resource
    if let only {
      shown = resource.filter { type.attribute($0.key)?.returned == .always }
      for path in only {
        guard let place = type.resolve(path) else { continue }
        Self.copy(Self.keys(place), from: resource, to: &shown)
      }
    }
    for path in without {
      guard let place = type.resolve(path), place.attribute?.returned != .always,
        place.subAttribute?.returned != .always
      else { continue }
      Self.remove(Self.keys(place), from: &shown)
    }
    return shown
  }

  private static func keys(_ place: ResolvedPath) -> ArraySlice<String> {
    [place.schema?.id, place.attribute?.name, place.subAttribute?.name].compactMap { $0 }[...]
  }

  /// Copies what stands at the keys, beside what was copied before; through lists element by element.
  private static func copy(
    _ keys: ArraySlice<String>, from source: [String: JSONValue],
    to target: inout [String: JSONValue]
  ) {
    guard let key = keys.first, let value = source[key] else { return }
    let rest = keys.dropFirst()
    guard !rest.isEmpty else {
      target[key] = value
      return
    }
    if let object = value.object {
      var part = target[key]?.object ?? [:]
      copy(rest, from: object, to: &part)
      if !part.isEmpty { target[key] = .object(part) }
    } else if let list = value.list {
      // An element from which nothing was copied stays as an empty place until all are copied.
      let known = target[key]?.list ?? Array(repeating: .object([:]), count: list.count)
      target[key] = .list(
        zip(list, known).map { element, known in
          var part = known.object ?? [:]
          copy(rest, from: element.object ?? [:], to: &part)
          return .object(part)
        })
    }
  }

  private static func remove(_ keys: ArraySlice<String>, from target: inout [String: JSONValue]) {
    guard let key = keys.first, let value = target[key] else { return }
    let rest = keys.dropFirst()
    if rest.isEmpty {
      target[key] = nil
    } else if var object = value.object {
      remove(rest, from: &object)
      target[key] = object.isEmpty ? nil : .object(object)
    } else if let list = value.list {
      target[key] = .list(
        list.map { element in
          guard var object = element.object else { return element }
          remove(rest, from: &object)
          return .object(object)
        })
    }
  }
}
