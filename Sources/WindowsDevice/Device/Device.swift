import Foundation
import RegistryHive
import UserEnvironment

/// A Windows PC that an environment is taken from or brought to: a mounted disk
/// (``OfflineVolume``) or a running Windows (``LiveWindows``).
///
/// Everything that is read comes from the person's and the machine's registry hives and from files;
/// everything that is written goes to the same places. What each setting means is the catalog's
/// business, and what may be written is the plan's: a device does as it is told, whole or not at all.
public protocol Device: Sendable {
  /// Who the PC is, as it says itself.
  ///
  /// - Throws: ``DeviceError`` when what says so cannot be read.
  func description() async throws -> DeviceDescription

  /// The people who have a profile on the PC. System and service accounts are not among them.
  func accounts() async throws -> [Account]

  /// One of the registry's hives, as it is now.
  func hive(_ kind: SettingDefinition.HiveKind, of account: Account) async throws -> Hive

  /// The machine's software hive with at least these keys of it, as far as they are there. For what is
  /// about the PC and nobody on it.
  ///
  /// - Parameter keys: paths below the hive's root.
  /// - Throws: ``DeviceError`` with `device.unreadable` when nothing can be read of the registry at all.
  func software(_ keys: [String]) async throws -> Hive

  /// Makes all these changes to a hive, or none.
  ///
  /// - Parameter time: the time that changed keys bear afterwards.
  func apply(
    _ edits: [RegistryEdit], to kind: SettingDefinition.HiveKind, of account: Account,
    at time: Date
  ) async throws

  /// What the tools of a running Windows say about a person's apps; nil where there is nothing to
  /// ask, and the registry tells all there is.
  func liveApps(of account: Account) async -> LiveApps?

  /// The content of a file by its Windows path (`C:\Users\alice\...`); nil when it is not there.
  func file(at path: String) async throws -> Data?

  /// The content of a file to which no link leads; nil when it is not there. A person's settings can
  /// name any path in their profile, and behind a link in it could be somebody else's file.
  ///
  /// - Throws: ``DeviceError`` with `device.outsideVolume` when there is a link on the way.
  func unlinkedFile(at path: String) async throws -> Data?

  /// Whether there is a file or folder at a Windows path.
  func exists(at path: String) async throws -> Bool

  /// The names in a folder by its Windows path, sorted; empty when it is not there.
  func fileNames(in folder: String) async throws -> [String]

  /// Puts a file in place whole, making its folders; removes it when `content` is nil. Durable when
  /// it returns.
  ///
  /// - Throws: ``DeviceError``, with `device.outsideVolume` when there is a link on the way.
  func replaceFile(at path: String, with content: Data?) async throws

  /// Says whether the PC can be written to, before anything is begun.
  ///
  /// - Throws: ``DeviceError`` with the code `device.readOnly` when it cannot.
  func checkWritable(for account: Account) async throws

  /// Keeps others away from the same work for the person until it is released: one restore or undo
  /// at a time, and one installation of apps.
  ///
  /// - Throws: ``DeviceError`` with the code `device.busy` while another visit is at work.
  func lock(_ work: VisitLock.Work, for account: Account) async throws -> VisitLock

  /// The folder for what the agent keeps of the PC itself and of nobody on it:
  /// `C:\ProgramData\Valise`, whether or not it is there yet; nil where there is none.
  ///
  /// - Throws: ``DeviceError`` with `device.outsideVolume` when there is a link on the way.
  func agentFolder() throws -> URL?

  /// Start, where Windows is running; nil where only its disk is there.
  var startHost: (any StartHost)? { get }

  /// How the PC is connected and powered, as far as it tells.
  func conditions() async -> DeviceConditions
}

extension Device {
  public func liveApps(of account: Account) async -> LiveApps? { nil }
  public func conditions() async -> DeviceConditions { .unknown }

  public func agentFolder() throws -> URL? { nil }
}

/// One change of a hive. Keys are paths below the hive's root.
public enum RegistryEdit: Hashable, Sendable {
  /// Sets a value, making its key when it is not there.
  case setValue(key: String, name: String, SettingValue)
  /// Removes a value; nothing when it is not there.
  case removeValue(key: String, name: String)
  /// Removes a key that holds nothing any more; nothing when it is not there or still holds something.
  case removeEmptyKey(String)
}
