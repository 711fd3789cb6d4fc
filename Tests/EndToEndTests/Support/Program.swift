import Foundation

/// One of the built programs, run as its user runs it.
struct Program {
  static let valise = Program("valise")
  static let valised = Program("valised")

  let url: URL

  private init(_ name: String) {
    // The programs lie beside the bundle that runs the tests.
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    url = tests.deletingLastPathComponent().appendingPathComponent(name)
  }

  struct Result {
    let status: Int32
    let output: String
    let errors: String

    func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      return try decoder.decode(type, from: Data(output.utf8))
    }
  }

  /// Runs the program to its end.
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    let (process, output, errors) = try prepared(arguments, environment)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// Starts the program; what it prints goes to files, since a full pipe would hold it up.
  ///
  /// - Parameter errors: the file that takes standard error, instead of one made for it.
  func start(
    _ arguments: [String], environment: [String: String] = [:], errors: String? = nil
  ) throws -> (process: Process, output: URL) {
    let (process, output, _) = try prepared(arguments, environment)
    if let errors {
      process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    }
    try process.run()
    return (process, output)
  }

  private func prepared(
    _ arguments: [String], _ environment: [String: String]
  ) throws -> (Process, output: URL, errors: URL) {
    let folder = TemporaryFolder.make()
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
    for url in [output, errors] { try Data().write(to: url) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    return (process, output, errors)
  }
}

/// Folders for the tests' files, all below one that goes when the tests end.
enum TemporaryFolder {
  private static let root: URL = {
    let root = FileManager.default.temporaryDirectory
      .appending(path: "valise-end-to-end-\(UUID().uuidString)")
    atexit { try? FileManager.default.removeItem(at: TemporaryFolder.root) }
    return root
  }()

  static func make() -> URL {
    let folder = root.appending(path: UUID().uuidString)
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
