/// What the tools of a running Windows say about a person's apps.
///
/// Each tool is asked for itself. One that is missing or fails leaves a remark, and the registry's
/// word counts.
public struct LiveApps: Hashable, Sendable {
  /// What `winget export` lists; nil when it could not be asked.
  public var winget: WingetExport?
  /// What `Get-AppxPackage` lists; nil when it could not be asked.
  public var packages: [AppxPackage]?
  /// What `Get-StartApps` lists; nil when it could not be asked.
  public var startApps: [StartApp]?
  /// What could not be asked or understood, in sentences.
  public var remarks: [String]

  public init(
    winget: WingetExport? = nil, packages: [AppxPackage]? = nil, startApps: [StartApp]? = nil,
    remarks: [String] = []
  ) {
    self.winget = winget
    self.packages = packages
    self.startApps = startApps
    self.remarks = remarks
  }
}

/// Why a tool's list of apps could not be read. Equality is on the code alone.
public struct AppListError: Error, Sendable, Equatable, CustomStringConvertible {
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The text is in no encoding that the tool writes.
    public static let notText = Code(description: "appList.notText")
    /// The text is not the JSON that the tool writes.
    public static let malformed = Code(description: "appList.malformed")
  }

  public let code: Code
  /// What went wrong and what can be done, in a sentence.
  public let message: String
  public let cause: String?

  init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause.map { String(describing: $0) }
  }

  public var description: String { "\(message) [\(code)]" }

  public static func == (one: Self, other: Self) -> Bool { one.code == other.code }
}
