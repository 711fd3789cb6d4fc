import JSONText

/// One change of a PATCH: what is done to which attribute of the type.
public struct PatchStep: Sendable, Hashable {
  enum Kind: String, Sendable, Hashable {
    case add, replace, remove
  }

  let kind: Kind
  let target: ResolvedPath
  /// Which values of the attribute; nil for all.
  let filter: Filter?
  let test: ResourceTest?
  /// What a client sent, as it came; nil when nothing did.
  let value: JSONValue?

  /// The name of the attribute of the type's own schema that it changes.
  public var attribute: String? { target.schema == nil ? target.attribute?.name : nil }

  /// Nil when it changes nothing that can be changed: `schemas` follows from the rest.
  init?(
    _ kind: Kind, at path: PatchPath, value: JSONValue?, for type: ResourceType
  ) throws(SCIMError) {
    guard var target = type.resolve(path.attribute) else {
      throw .bad(.invalidPath, "A \(type.name) has no \(path.attribute.text).")
    }
    if target.attribute?.name == "schemas", target.schema == nil { return nil }
    if path.filter != nil {
      guard let attribute = target.attribute, target.subAttribute == nil,
        attribute.kind == .complex
      else {
        throw .bad(.invalidPath, "\(path.attribute.text) has no values that [ ] could choose from.")
      }
      if let name = path.subAttribute {
        guard let part = attribute.subAttribute(name) else {
          throw .bad(.invalidPath, "\(attribute.name) has no \(name).")
        }
        target = ResolvedPath(schema: target.schema, attribute: attribute, subAttribute: part)
      }
    }
    if let attribute = target.attribute,
      attribute.mutability == .readOnly || target.subAttribute?.mutability == .readOnly
    {
      throw .bad(.mutability, "\(path.attribute.text) can only be read.")
    }
    guard kind == .remove || value != nil else {
      throw .bad(.invalidValue, "An operation that adds or replaces must have a value.")
    }
    self.kind = kind
    self.target = target
    filter = path.filter
    if let inner = path.filter, let attribute = target.attribute {
      test = try ResourceTest(inner, within: attribute)
    } else {
      test = nil
    }
    self.value = value
  }

  /// Makes the change.
  ///
  /// - Throws: `invalidValue`, `noTarget`, `mutability`
  public func apply(to content: inout ResourceContent) throws(SCIMError) {
    guard let attribute = target.attribute else {
      try applyToExtension(&content)
      return
    }
    let known = content[target.schema, attribute.name]
    let changed: JSONValue?
    if attribute.isMultiValued {
      changed = try changedList(known?.list ?? [], of: attribute)
    } else if let part = target.subAttribute {
      changed = try changedPart(part, of: known?.object ?? [:], in: attribute)
    } else if attribute.kind == .complex {
      changed = try changedComplex(known?.object ?? [:], of: attribute)
    } else {
      changed = try newValue(of: attribute)
    }
    if changed == nil, attribute.isRequired {
      throw .bad(.mutability, "\(attribute.name) must have a value.")
    }
    content[target.schema, attribute.name] = changed
  }

  /// The value that was sent, read as the attribute's; nil for a removal.
  private func newValue(of attribute: SchemaAttribute) throws(SCIMError) -> JSONValue? {
    guard kind != .remove, let value else { return nil }
    return try ResourceReader.value(value, of: attribute)
  }

  private func applyToExtension(_ content: inout ResourceContent) throws(SCIMError) {
    guard let schema = target.schema else { return }
    if kind == .remove {
      content.removeAll(of: schema)
      return
    }
    for (name, value) in try ResourceReader.part(value ?? .null, of: schema) {
      content[schema, name] = value
    }
  }

  // MARK: One value

  private func changedComplex(
    _ known: [String: JSONValue], of attribute: SchemaAttribute
  ) throws(SCIMError) -> JSONValue? {
    guard let new = try newValue(of: attribute)?.object else { return nil }
    // Only the parts that are named change (RFC 7644, section 3.5.2.3).
    return .object(known.merging(new) { _, new in new })
  }

  private func changedPart(
    _ part: SchemaAttribute, of known: [String: JSONValue], in attribute: SchemaAttribute
  ) throws(SCIMError) -> JSONValue? {
    var changed = known
    changed[part.name] = try newValue(of: part)
    return changed.isEmpty ? nil : .object(changed)
  }

  // MARK: Several values

  private func changedList(
    _ known: [JSONValue], of attribute: SchemaAttribute
  ) throws(SCIMError) -> JSONValue? {
    var list: [JSONValue]
    switch (test, target.subAttribute) {
    case (let test?, let part): list = try changedMatches(known, test, part, of: attribute)
    case (nil, let part?):
      list = []
      for value in known { list += try changed(value, part, in: attribute) }
    case (nil, nil): list = try changedWhole(known, of: attribute)
    }
    list = list.filter { !$0.isUnassigned }
    guard list.count <= ResourceReader.mostValues else {
      throw .bad(
        .invalidValue, "\(attribute.name) has more than \(ResourceReader.mostValues) values.")
    }
    return list.isEmpty ? nil : .list(list)
  }

  private func changedWhole(
    _ known: [JSONValue], of attribute: SchemaAttribute
  ) throws(SCIMError) -> [JSONValue] {
    switch kind {
    case .add:
      let new = try newValue(of: attribute)?.list ?? []
      return Self.withOnePrimary(known, new) + new.filter { !known.contains($0) }
    case .replace: return try newValue(of: attribute)?.list ?? []
    case .remove:
      // Microsoft Entra ID names the values to remove in `value`.
      guard let value, value != .null else { return [] }
      let named = try ResourceReader.value(value, of: attribute)?.list ?? []
      return known.filter { known in !named.contains { Self.isMeant(known, by: $0) } }
    }
  }

  private func changedMatches(
    _ known: [JSONValue], _ test: ResourceTest, _ part: SchemaAttribute?,
    of attribute: SchemaAttribute
  ) throws(SCIMError) -> [JSONValue] {
    var list: [JSONValue] = []
    var wasFound = false
    for value in known {
      guard value.object.map(test.passes) ?? false else {
        list.append(value)
        continue
      }
      wasFound = true
      list += try changed(value, part, in: attribute)
    }
    if wasFound || kind == .remove { return Self.withOnePrimary(list, changedBy: self) }
    // A value that is to be added to says by the filter what it is: `emails[type eq "work"].value`.
    guard kind == .add, var new = filter?.equalities(within: attribute) else {
      throw .bad(.noTarget, "No value of \(attribute.name) is what the path's filter says.")
    }
    if let part {
      new[part.name] = try newValue(of: part)
    } else if let value,
      let parts = try ResourceReader.single(value, of: attribute, at: attribute.name)?.object
    {
      new.merge(parts) { _, new in new }
    }
    return Self.withOnePrimary(list, [.object(new)]) + [.object(new)]
  }

  /// One of several values with the change made; nothing when it is removed.
  private func changed(
    _ value: JSONValue, _ part: SchemaAttribute?, in attribute: SchemaAttribute
  ) throws(SCIMError) -> [JSONValue] {
    guard let part else {
      guard kind != .remove, let sent = self.value else { return [] }
      let new = try ResourceReader.single(sent, of: attribute, at: attribute.name)
      guard kind == .add || attribute.kind == .complex, let parts = new?.object else {
        return [new].compactMap { $0 }
      }
      return [.object((value.object ?? [:]).merging(parts) { _, new in new })]
    }
    guard part.mutability != .immutable else {
      throw .bad(.mutability, "\(attribute.name).\(part.name) cannot be changed.")
    }
    return [try changedPart(part, of: value.object ?? [:], in: attribute)].compactMap { $0 }
  }

  private static func isMeant(_ known: JSONValue, by named: JSONValue) -> Bool {
    guard let value = named.object?["value"] else { return known == named }
    return known.object?["value"] == value
  }

  /// A new primary value takes the place of the old one (RFC 7644, section 3.5.2).
  private static func withOnePrimary(_ known: [JSONValue], _ new: [JSONValue]) -> [JSONValue] {
    guard new.contains(where: { $0.object?["primary"] == true }) else { return known }
    return known.map { value in
      guard var parts = value.object, parts["primary"] == true, !new.contains(value) else {
        return value
      }
      parts["primary"] = false
      return .object(parts)
    }
  }

  private static func withOnePrimary(
    _ list: [JSONValue], changedBy step: PatchStep
  ) -> [JSONValue] {
    guard list.count(where: { $0.object?["primary"] == true }) > 1, let test = step.test else {
      return list
    }
    var isTaken = false
    return list.map { value in
      guard var parts = value.object, parts["primary"] == true else { return value }
      if !isTaken, test.passes(parts) {
        isTaken = true
        return value
      }
      parts["primary"] = false
      return .object(parts)
    }
  }
}

extension Filter {
  /// What a value is when it passes, of a filter that says it all: parts by eq, joined by and. Nil for
  /// any other.
  fileprivate func equalities(within attribute: SchemaAttribute) -> [String: JSONValue]? {
    switch self {
    case .comparison(let path, .equal, let literal):
      guard let part = attribute.subAttribute(path.text), part.mutability != .readOnly else {
        return nil
      }
      let value: JSONValue? =
        switch literal {
        case .text(let text): .text(text)
        case .boolean(let boolean): .boolean(boolean)
        case .number(let number): .number(number)
        case .null: nil
        }
      return value.flatMap { try? ResourceReader.single($0, of: part, at: part.name) }
        .map { [part.name: $0] }
    case .all(let filters):
      return filters.reduce([String: JSONValue]?([:])) { all, filter in
        guard let all, let more = filter.equalities(within: attribute) else { return nil }
        return all.merging(more) { first, _ in first }
      }
    default: return nil
    }
  }
}

extension ResourceContent {
  /// Makes the steps of a PATCH, in their order.
  ///
  /// - Throws: `invalidValue`, `noTarget`, `mutability`
  public mutating func apply(
    _ steps: [PatchStep], to type: ResourceType
  ) throws(SCIMError) {
    for step in steps { try step.apply(to: &self) }
    try checkRequired(by: type)
    for attribute in type.schema.attributes where attribute.isMultiValued {
      try ResourceReader.checkPrimary(values[attribute.name]?.list ?? [], of: attribute)
    }
  }
}
