import UserEnvironment

/// Decides for every setting of a snapshot what a restore does with it on one target: a pure
/// function of what was captured, what the catalog says, and what the target has.
public struct SettingsPlanner: Sendable {
  /// The settings of the snapshot.
  public let source: SettingsComponent
  public let target: Target
  public let selection: Selection

  public init(source: SettingsComponent, target: Target, selection: Selection = .everything) {
    self.source = source
    self.target = target
    self.selection = selection
  }

  /// What the planner must know of the PC that is restored to.
  public struct Target: Sendable {
    /// The catalog's rows by id.
    public var definitions: [String: SettingDefinition]
    /// Where each setting goes, by ``Setting/key``.
    public var places: [String: RegistryPlace]
    /// What is there now, by ``Setting/key``.
    public var values: [String: SettingValue]
    /// `CurrentBuild` of the target.
    public var build: Int
    /// The person's profile folder on the target.
    public var profilePath: String
    /// Which of ``SettingsPlanner/pathsToLookFor()`` exist on the target.
    public var existingPaths: Set<String>

    public init(
      definitions: [String: SettingDefinition], places: [String: RegistryPlace],
      values: [String: SettingValue], build: Int, profilePath: String,
      existingPaths: Set<String> = []
    ) {
      self.definitions = definitions
      self.places = places
      self.values = values
      self.build = build
      self.profilePath = profilePath
      self.existingPaths = existingPaths
    }
  }

  /// The whole plan, in the order of the snapshot.
  public func plan() -> [PlannedSetting] {
    source.settings.map(plan)
  }

  /// The files and folders that restored paths would point to. A setting that would point to nothing
  /// is left, so the caller says which of these exist.
  public func pathsToLookFor() -> Set<String> {
    Set(
      source.settings.compactMap { setting in
        guard target.definitions[setting.id]?.portability == .profilePath else { return nil }
        return rewritten(setting.value)?.text
      })
  }

  private func plan(_ setting: Setting) -> PlannedSetting {
    let definition = target.definitions[setting.id]
    let before = target.values[setting.key]
    let (decision, after) = decide(setting, definition, before)
    return PlannedSetting(
      key: setting.key, name: definition?.name ?? setting.id,
      category: definition?.category ?? "", decision: decision, place: target.places[setting.key],
      before: before, after: after, effect: definition?.effect ?? .none)
  }

  private func decide(
    _ setting: Setting, _ definition: SettingDefinition?, _ before: SettingValue?
  ) -> (PlanDecision, after: SettingValue?) {
    guard let definition, target.places[setting.key] != nil else {
      return (.leaving("unknown", "This version of Valise does not know the setting."), nil)
    }
    if let refusal = refusal(of: setting, definition)
      ?? Self.refusal(of: setting.value, definition)
    {
      return (refusal, nil)
    }
    // A journal is believed only as far as its values pass this rule, so what the rule refuses could
    // not be put back by an undo.
    if let before, before != setting.value, Self.refusal(of: before, definition) != nil {
      return (.leaving("notUndoable", "What this PC has could not be put back by an undo."), nil)
    }
    if definition.portability == .profilePath, let path = setting.value.text, !path.isEmpty {
      return restorePath(setting.value, before)
    }
    switch definition.merge {
    case .replace: return replace(setting.value, before)
    case .bits(let mask): return mergeBits(setting.value, mask, before)
    case .list: return mergeList(setting.value, before)
    }
  }

  // MARK: What is never restored

  /// Why the setting may not go to this target, whatever is there.
  private func refusal(of setting: Setting, _ definition: SettingDefinition) -> PlanDecision? {
    if !selection.includes(setting, definition) {
      return .leaving("notChosen", "Not among what was chosen.")
    }
    switch definition.portability {
    case .machineBound:
      return .leaving(
        "machineBound",
        definition.note.isEmpty ? "It belongs to the old PC's hardware." : definition.note)
    case .policyOwned:
      return .leaving("policyOwned", "The organization's policy decides it.")
    case .recorded:
      return .leaving("recorded", "Recorded, not applied. " + definition.note)
    case .portable, .profilePath: break
    }
    if definition.sensitivity == .secret {
      return .leaving("secret", "It may hold a password or an internal address.")
    }
    if target.build < definition.firstBuild {
      return .leaving("notOnThisBuild", "This Windows is too old for it.")
    }
    if let lastBuild = definition.lastBuild, target.build > lastBuild {
      return .leaving("notOnThisBuild", "This Windows no longer has it.")
    }
    return refusalByCondition(of: setting, definition)
  }

  private func refusalByCondition(
    of setting: Setting, _ definition: SettingDefinition
  ) -> PlanDecision? {
    switch definition.condition {
    case .none: return nil
    case .sameDisplayScale:
      let scale = source.settings.first { $0.id == displayScaleID }?.value
      guard let scale, scale == displayScaleID.flatMap({ target.values[$0] }) else {
        return .leaving("otherDisplayScale", "The display scale of this PC is another.")
      }
      return nil
    case .insideProfile:
      guard let text = setting.value.text,
        RestoredPath(text).isInsideProfile || rewritten(setting.value) != nil
      else {
        return .leaving("outsideProfile", "The folder lies outside of the person's profile.")
      }
      return nil
    }
  }

  /// The catalog row that says at which display scale window metrics are meant.
  private var displayScaleID: String? {
    target.definitions.values.first { $0.value.lowercased() == "applieddpi" }?.id
  }

  /// Why a value of this form goes nowhere: a snapshot is data from elsewhere, and what it says is
  /// held against what the catalog knows.
  public static func refusal(
    of value: SettingValue, _ definition: SettingDefinition
  ) -> PlanDecision? {
    guard value.bytes.count <= largestValue else {
      return .leaving("tooLarge", "It is larger than any setting.")
    }
    let texts = [SettingValue.Kind.string.word, SettingValue.Kind.expandString.word]
    let word = value.kind?.word ?? "raw"
    guard
      definition.types.contains(word)
        || texts.contains(word) && definition.types.contains(where: texts.contains)
    else { return .otherForm }
    return value.text.flatMap { RestoredPath($0).refusal }
  }

  /// In bytes; the largest settings of real people are a tenth of it.
  private static let largestValue = 64 << 10

  // MARK: How a value gets there

  private func replace(
    _ value: SettingValue, _ before: SettingValue?
  ) -> (PlanDecision, SettingValue?) {
    guard let before else { return (.applying("new", "This PC has no choice of its own."), value) }
    if before == value { return (.same, nil) }
    let areTexts = [value.kind, before.kind].allSatisfy { $0 == .string || $0 == .expandString }
    guard value.type == before.type || areTexts else {
      return (.otherForm, nil)
    }
    return (.applying("differs", "This PC has another value."), value)
  }

  /// A path goes to the target when what it names is there.
  private func restorePath(
    _ value: SettingValue, _ before: SettingValue?
  ) -> (PlanDecision, SettingValue?) {
    let moved = rewritten(value) ?? value
    let path = RestoredPath(moved.text ?? "")
    guard !path.isLocal || path.isOfWindows || target.existingPaths.contains(path.text) else {
      return (.leaving("fileMissing", "It points to \(path.text), which is not on this PC."), nil)
    }
    let (decision, after) = replace(moved, before)
    guard decision.action == .apply, moved != value else { return (decision, after) }
    return (.converting("profilePath", "The path leads into the profile on this PC."), after)
  }

  private func mergeBits(
    _ value: SettingValue, _ mask: [UInt8], _ before: SettingValue?
  ) -> (PlanDecision, SettingValue?) {
    guard let before, before.type == value.type, before.bytes.count >= mask.count,
      value.bytes.count >= mask.count
    else {
      return (.leaving("nothingToMerge", "This PC has nothing yet to merge it into."), nil)
    }
    var bytes = before.bytes
    for (index, bits) in mask.enumerated() {
      bytes[index] = (bytes[index] & ~bits) | (value.bytes[index] & bits)
    }
    guard bytes != before.bytes else { return (.same, nil) }
    return (
      .converting("merged", "Only the person's choice is taken over, not the old PC's geometry."),
      SettingValue(type: before.type, bytes: bytes)
    )
  }

  /// The person's list first, in its order; what else is on this PC stays behind it.
  private func mergeList(
    _ value: SettingValue, _ before: SettingValue?
  ) -> (PlanDecision, SettingValue?) {
    guard let before, before != value else { return replace(value, before) }
    guard let there = before.texts, let wanted = value.texts else { return (.otherForm, nil) }
    let others = there.filter { text in
      !wanted.contains { $0.lowercased() == text.lowercased() }
    }
    let merged = SettingValue.multiString(wanted + others)
    guard merged != before else { return (.same, nil) }
    return (.converting("merged", "It goes before what this PC has already."), merged)
  }

  /// The value with the old profile's folder replaced by the new one's; nil when the value does not
  /// lie in the old profile.
  private func rewritten(_ value: SettingValue) -> SettingValue? {
    guard let text = value.text, let kind = value.kind else { return nil }
    let old = source.profilePath
    guard text.count >= old.count, text.prefix(old.count).lowercased() == old.lowercased(),
      text.count == old.count || text.dropFirst(old.count).hasPrefix("\\")
    else { return nil }
    let moved = target.profilePath + text.dropFirst(old.count)
    return kind == .string ? .string(moved) : .expandString(moved)
  }
}

extension PlanDecision {
  fileprivate static func leaving(_ code: String, _ reason: String) -> PlanDecision {
    PlanDecision(.leave, code: "setting." + code, reason: reason)
  }

  fileprivate static func applying(_ code: String, _ reason: String) -> PlanDecision {
    PlanDecision(.apply, code: "setting." + code, reason: reason)
  }

  fileprivate static func converting(_ code: String, _ reason: String) -> PlanDecision {
    PlanDecision(.convert, code: "setting." + code, reason: reason)
  }

  fileprivate static let otherForm = leaving(
    "typeDiffers", "This Windows stores it in another form.")

  fileprivate static let same = leaving("same", "This PC has the same value already.")
}
