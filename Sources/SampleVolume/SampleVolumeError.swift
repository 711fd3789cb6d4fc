/// Why a sample could not be built.
public struct SampleVolumeError: Error, Sendable, CustomStringConvertible {
  public let code: Code
  /// What went wrong, in a sentence, and what to do about it.
  public let message: String
  public let cause: (any Error)?

  init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  public var description: String {
    "\(message) [\(code)]" + (cause.map { ": \($0)" } ?? "")
  }

  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The folder holds something that is not a sample.
    public static let folderNotEmpty = Code(description: "sample.folderNotEmpty")
    /// A file or folder of the sample cannot be written.
    public static let notWritable = Code(description: "sample.notWritable")
    /// A description of the sample is missing or not well formed.
    public static let badResource = Code(description: "sample.badResource")
  }
}
