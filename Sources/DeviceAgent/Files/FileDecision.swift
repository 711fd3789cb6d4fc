import RestoreRules
import UserEnvironment

/// What a plan can decide about a file, in words.
struct FileDecision: Hashable {
  let decision: PlanDecision

  private init(_ action: PlanDecision.Action, _ code: String, _ reason: String) {
    decision = PlanDecision(action, code: "file." + code, reason: reason)
  }

  static let new = FileDecision(.apply, "new", "This PC has no such file.")
  static let differs = FileDecision(.apply, "differs", "This PC has another one.")
  static let converted = FileDecision(
    .convert, "converted", "It is fitted to this PC: its paths, or its name beside another file.")
  static let merged = FileDecision(
    .convert, "merged", "What is missing is added to what this PC has.")
  static let same = FileDecision(.leave, "same", "This PC has the same file already.")
  static let unknown = FileDecision(
    .leave, "unknown", "This version of Valise does not know the file.")
  static let unsafePath = FileDecision(
    .leave, "unsafePath", "The path is not one where such a file may lie.")
  static let notChosen = FileDecision(.leave, "notChosen", "Not among what was chosen.")
  static let notOnThisBuild = FileDecision(
    .leave, "notOnThisBuild", "This Windows does not have it.")
  static let damaged = FileDecision(.leave, "damaged", "The backup does not hold its content.")
  static let tooLarge = FileDecision(
    .leave, "tooLarge", "It is larger than files of its kind may be.")
  static let otherContent = FileDecision(
    .leave, "otherContent", "It does not hold what files of its kind hold.")
  static let unreadable = FileDecision(
    .leave, "unreadable", "What this PC has in its place cannot be read, and stays.")
  static let notUndoable = FileDecision(
    .leave, "notUndoable", "What this PC has in its place could not be put back by an undo.")
  static let noName = FileDecision(
    .leave, "noName", "This PC has other files of its name, and of those after it.")

  static let noRoomOnRestore = FileDecision(
    .leave, "tooMany", "It is more than one restore can put back by an undo.")

  /// Why a file is not in the snapshot.
  init(_ file: OmittedFile, _ row: SettingFileDefinition?) {
    let size = file.size.map { " (\($0 >> 10) KB)" } ?? ""
    let most = row.map { "; the most is \($0.largestSize >> 10) KB" } ?? ""
    let copy = " Copy it from the old PC: \(file.path)"
    switch file.reason {
    case .tooLarge:
      self.init(.leave, "tooLarge", "It was too large to be taken\(size)\(most)." + copy)
    case .noRoom:
      self.init(.leave, "noRoom", "There was no room for it beside the others\(size)." + copy)
    case .outsideProfile:
      self.init(.leave, "outsideProfile", "It lay outside of the person's profile." + copy)
    case .otherContent:
      self.init(.leave, "otherContent", "It did not hold what files of its kind hold.")
    case .unreadable:
      self.init(.leave, "unreadable", "It could not be read on the old PC.")
    }
  }
}
