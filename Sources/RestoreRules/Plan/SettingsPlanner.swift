import UserEnvironment

/// Decides for every setting of a snapshot what a restore does with it on one target: a pure
/// function of what was captured, what the catalog says, and what the target has.
public struct SettingsPlanner: Sendable {
  /// The settings of the snapshot.
  public let source: SettingsComponent
  public let target: Target
  public let selection: Selection
  /// The sensitive settings that may come to this target.
  public let secrets: SecretOptIn

  public init(
    source: SettingsComponent, target: Target, selection: Selection = .everything,
    secrets: SecretOptIn = .nothing
  ) {
    self.source = source
    self.target = target
    self.selection = selection
    self.secrets = secrets
  }

  /// The whole plan, in the order of the snapshot.
  public func plan() -> [PlannedSetting] {
    let keys = Set(source.settings.map(\.key))
    return source.settings.map { plan($0, among: keys) }
  }

  /// The files and folders that restored values would point to. A setting that would point to nothing
  /// is left, so the caller says which of these exist.
  public func pathsToLookFor() -> Set<String> {
    Set(
      source.settings.flatMap { setting in
        target.definitions[setting.id].map { definition in
          SettingDependency(target: target).paths(in: moved(setting.value, definition), definition)
        } ?? []
      })
  }

  private func plan(_ setting: Setting, among keys: Set<String>) -> PlannedSetting {
    let definition = target.definitions[setting.id]
    let goal = goal(of: setting, definition)
    let (decision, after) = decide(setting, definition, goal, among: keys)
    let key = goal?.setting.key ?? setting.key
    return PlannedSetting(
      key: setting.key, writtenAs: key, name: definition?.name ?? setting.id,
      category: definition?.category ?? "", decision: decision, place: target.places[key],
      before: decision.code == PlanDecision.secret.code ? nil : target.values[key], after: after,
      effect: goal?.definition.effect ?? definition?.effect ?? .none)
  }

  private func decide(
    _ setting: Setting, _ definition: SettingDefinition?, _ goal: Goal?, among keys: Set<String>
  ) -> (PlanDecision, after: SettingValue?) {
    guard let definition, target.places[setting.key] != nil else {
      return (.leaving("unknown", "This version of Valise does not know the setting."), nil)
    }
    if !selection.includes(setting) {
      return (.leaving("notChosen", "Not among what was chosen."), nil)
    }
    if let refusal = refusal(of: setting, definition) { return (refusal, nil) }
    guard let goal else {
      return (.leaving("noCounterpart", "This Windows has no counterpart of this choice."), nil)
    }
    guard goal.definition.id != definition.id else { return decide(goal.setting, definition) }
    if let refusal = refusal(of: goal.setting, goal.definition) { return (refusal, nil) }
    if keys.contains(goal.setting.key) {
      return (.leaving("moved", "This Windows keeps it as another setting of the backup."), nil)
    }
    let (decision, after) = decide(goal.setting, goal.definition)
    guard decision.action == .apply else { return (decision, after) }
    return (.converting("moved", "This Windows keeps it as: \(goal.definition.name)."), after)
  }

  private func decide(
    _ setting: Setting, _ definition: SettingDefinition
  ) -> (PlanDecision, after: SettingValue?) {
    let before = target.values[setting.key]
    if let refusal = Self.refusal(of: setting.value, definition) { return (refusal, nil) }
    if !target.policies.isDisjoint(with: definition.policies) {
      return (.leaving("policyOnThisPC", "A policy of this PC decides it."), nil)
    }
    // A journal is believed only as far as its values pass this rule, so what the rule refuses could
    // not be put back by an undo.
    if let before, before != setting.value, Self.refusal(of: before, definition) != nil {
      return (.leaving("notUndoable", "What this PC has could not be put back by an undo."), nil)
    }
    let value = moved(setting.value, definition)
    let (decision, after) = merge(value, definition, before)
    guard let after else { return (decision, nil) }
    // Merged or moved into another profile, it may have grown.
    if let refusal = Self.refusal(of: after, definition) { return (refusal, nil) }
    if let missing = SettingDependency(target: target).refusal(of: value, definition) {
      return (missing, nil)
    }
    guard decision.action == .apply, value != setting.value else { return (decision, after) }
    return (.converting("profilePath", "The path leads into the profile on this PC."), after)
  }

  // MARK: Where a setting goes

  /// What is written for a setting on this target.
  private struct Goal {
    let setting: Setting
    let definition: SettingDefinition
  }

  /// The setting itself or, on a build that keeps it elsewhere, the one that took over; nil when that
  /// one has no such value or place. What has moved is never written to its old place.
  private func goal(of setting: Setting, _ definition: SettingDefinition?) -> Goal? {
    guard let definition else { return nil }
    guard hasMoved(definition), let successor = definition.successor else {
      return Goal(setting: setting, definition: definition)
    }
    guard let next = target.definitions[successor.id],
      let value = successor.value(for: setting.value)
    else { return nil }
    let moved = Setting(id: next.id, instance: setting.instance, value: value)
    return target.places[moved.key].map { _ in Goal(setting: moved, definition: next) }
  }

  /// Whether the target's Windows keeps the setting elsewhere.
  private func hasMoved(_ definition: SettingDefinition) -> Bool {
    definition.successor != nil && definition.lastBuild.map { target.build > $0 } == true
  }

  // MARK: What is never restored

  /// Why the setting may not go to this target, whatever is there.
  private func refusal(of setting: Setting, _ definition: SettingDefinition) -> PlanDecision? {
    switch definition.portability {
    case .machineBound:
      return .leaving(
        "machineBound",
        definition.note.isEmpty ? "It belongs to the old PC's hardware." : definition.note)
    case .policyOwned:
      return .leaving("policyOwned", "The organization's policy decides it.")
    case .recorded where !hasMoved(definition):
      return .leaving("recorded", "Recorded, not applied. " + definition.note)
    case .protected:
      return .leaving("protected", "Windows guards it against other programs.")
    case .portable, .profilePath, .recorded: break
    }
    if !secrets.admits(setting, definition) {
      return .secret
    }
    if target.build < definition.firstBuild {
      return .leaving("notOnThisBuild", "This Windows is too old for it.")
    }
    if let lastBuild = definition.lastBuild, target.build > lastBuild,
      definition.successor == nil
    {
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
    else { return .leaving("typeUnknown", "The setting never has a value of this form.") }
    // An address in a network is what a sensitive setting may be about, and it was opted in.
    let isAddress = definition.sensitivity == .secret && definition.portability == .portable
    return isAddress ? nil : value.text.flatMap { RestoredPath($0).refusal }
  }

  /// In bytes; the largest settings of real people are a tenth of it.
  private static let largestValue = 64 << 10

  // MARK: How a value gets there

  private func merge(
    _ value: SettingValue, _ definition: SettingDefinition, _ before: SettingValue?
  ) -> (PlanDecision, SettingValue?) {
    switch definition.merge {
    case .replace: return replace(value, before)
    case .bits(let mask):
      guard let before, let merged = SettingMerge.bits(mask, of: value, into: before) else {
        return (.leaving("nothingToMerge", "This PC has nothing yet to merge it into."), nil)
      }
      guard merged != before else { return (.same, nil) }
      return (
        .converting("merged", "Only the person's choice is taken over, not the old PC's geometry."),
        merged
      )
    case .list where value.text != nil: return mergeFolders(value, before)
    case .list:
      guard let before, before != value else { return replace(value, before) }
      guard let there = before.texts, let wanted = value.texts else { return (.otherForm, nil) }
      let merged = SettingValue.multiString(SettingMerge.list(wanted, over: there))
      guard merged != before else { return (.same, nil) }
      return (.converting("merged", "It goes before what this PC has already."), merged)
    }
  }

  /// A search path gets the folders that it lacks, where they are on this PC.
  private func mergeFolders(
    _ value: SettingValue, _ before: SettingValue?
  ) -> (PlanDecision, SettingValue?) {
    guard let wanted = value.searchPath,
      let there = before?.searchPath ?? (before == nil ? [] : nil)
    else { return (.otherForm, nil) }
    let dependency = SettingDependency(target: target)
    let usable = wanted.filter { RestoredPath($0).refusal == nil && dependency.isThere($0) }
    let merged = SettingMerge.folders(usable, behind: there)
    guard merged.count > there.count else {
      return (.leaving("nothingToMerge", "This PC has every folder of it that it can have."), nil)
    }
    let isExpanded = [value.kind, before?.kind].contains(.expandString)
    let text = merged.joined(separator: ";")
    return (
      .converting("merged", "The folders that are on this PC are added behind its own."),
      isExpanded ? .expandString(text) : .string(text)
    )
  }

  private func replace(
    _ value: SettingValue, _ before: SettingValue?
  ) -> (PlanDecision, SettingValue?) {
    guard let before else { return (.applying("new", "This PC has no choice of its own."), value) }
    if before == value { return (.same, nil) }
    let areTexts = [value.kind, before.kind].allSatisfy { $0 == .string || $0 == .expandString }
    guard value.type == before.type || areTexts else { return (.otherForm, nil) }
    return (.applying("differs", "This PC has another value."), value)
  }

  // MARK: Paths in the old profile

  /// The value as it is meant on this target.
  private func moved(_ value: SettingValue, _ definition: SettingDefinition) -> SettingValue {
    guard definition.portability == .profilePath else { return value }
    guard definition.merge == .list, let folders = value.searchPath else {
      return rewritten(value) ?? value
    }
    let text = folders.map { rewritten(.string($0))?.text ?? $0 }.joined(separator: ";")
    return value.kind == .string ? .string(text) : .expandString(text)
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

extension SettingValue {
  /// The folders of a text with semicolons between; nil for what is no text.
  fileprivate var searchPath: [String]? {
    text?.split(separator: ";").map(String.init)
  }
}

extension PlanDecision {
  static func leaving(_ code: String, _ reason: String) -> PlanDecision {
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

  static let secret = leaving(
    "secret", "It may hold a password or an internal address, and is not opted in on this PC.")

  fileprivate static let same = leaving("same", "This PC has the same value already.")
}
