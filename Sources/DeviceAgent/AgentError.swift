/// Why the agent could not do what it was asked. Equality is on the code alone.
public struct AgentError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence.
  public let message: String
  public let cause: String?

  init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause.map { String(describing: $0) }
  }

  /// An option that says what IT's configuration does not let it say.
  public static func overruled(_ key: AgentKey.Name, _ option: String) -> AgentError {
    AgentError(
      .setByPolicy,
      "\(option) cannot be said: \(key.rawValue) of this PC's configuration forbids it. Leave the "
        + "option out.")
  }

  public var description: String { message }

  public static func == (left: AgentError, right: AgentError) -> Bool { left.code == right.code }

  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case noReceipt, unknownProfile, damagedSnapshot, nothingToUndo, unreadableJournal
      case noPackageManager, notUndoable, policyNotUnderstood, damagedDeviceKey, exposedDeviceKey
      case deviceNotEnrolled, damagedInstallation
      case turnedOff, setByPolicy, invalidPolicy, invalidConfiguration
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// As it is shown: `agent.noReceipt`.
    public var description: String { "agent." + value.rawValue }

    /// The service took the components and still gave no receipt.
    public static let noReceipt = Code(.noReceipt)
    /// The chosen profile is not one of those that were offered.
    public static let unknownProfile = Code(.unknownProfile)
    /// What the service sent is not what its manifest names.
    public static let damagedSnapshot = Code(.damagedSnapshot)
    /// The person has no restore on this PC that could be undone.
    public static let nothingToUndo = Code(.nothingToUndo)
    /// A restore's journal on this PC cannot be read.
    public static let unreadableJournal = Code(.unreadableJournal)
    /// What a restore would do could not be put back by an undo, so it was not begun.
    public static let notUndoable = Code(.notUndoable)
    /// The service's policy lacks what this version needs to know.
    public static let policyNotUnderstood = Code(.policyNotUnderstood)
    /// The file with the device's keys cannot be read, or holds none.
    public static let damagedDeviceKey = Code(.damagedDeviceKey)
    /// The file with the device's keys can be read by others.
    public static let exposedDeviceKey = Code(.exposedDeviceKey)
    /// The PC has no key at this service.
    public static let deviceNotEnrolled = Code(.deviceNotEnrolled)
    /// The program that installs apps is not there, or does not start.
    public static let noPackageManager = Code(.noPackageManager)
    /// Something that belongs to the program is not there.
    public static let damagedInstallation = Code(.damagedInstallation)
    /// IT turned it off on this PC.
    public static let turnedOff = Code(.turnedOff)
    /// An option says something else than a policy, which it cannot.
    public static let setByPolicy = Code(.setByPolicy)
    /// A policy of this PC cannot be understood, and may say that this must not be done.
    public static let invalidPolicy = Code(.invalidPolicy)
    /// So it is with the agent's configuration file.
    public static let invalidConfiguration = Code(.invalidConfiguration)
  }
}
