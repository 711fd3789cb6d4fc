import Crypto
import Foundation
import Subprocess

/// A program that wraps keys with a master key which it keeps to itself: the way to a hardware module
/// or a cloud vault. `docs/keys.md` says what such a program must do.
///
/// It is started anew for every key, without a shell. Bytes go in on its standard input and come out
/// on its standard output; nothing secret is in its arguments or its environment.
public struct MasterKeyCommand: Sendable {
  /// The program, its arguments, and behind them the word for what it is asked: `wrap` or `unwrap`.
  public let words: [String]
  public let timeLimit: Duration

  /// The longest answer that is taken, many times the size of a wrapped key.
  static let longestAnswer = 4096
  /// How much of what the program says on standard error goes to the log.
  static let longestRemark = 1024
  /// With this exit code the program says that the bytes are not what it made: `EX_DATAERR`.
  static let refusal: Int32 = 65

  /// - Parameters:
  ///   - words: the program's path, or a name that is looked for in `PATH`, and its arguments.
  ///   - timeLimit: how long one call may take; then the program is ended with all that it started.
  public init?(words: [String], timeLimit: Duration = .seconds(20)) {
    guard let program = words.first, !program.isEmpty else { return nil }
    self.words = words
    self.timeLimit = timeLimit
  }

  enum Request: String {
    case wrap, unwrap
  }

  /// Asks the program.
  ///
  /// - Returns: nil when the program says that the bytes are not what it made.
  /// - Throws: `vault.masterKeyCommandFailed` when it gave no answer of any other kind.
  func ask(_ request: Request, _ bytes: Data) async throws(VaultError) -> Data? {
    let ending: (status: TerminationStatus, answer: [UInt8], remark: [UInt8])?
    do {
      ending = try await endingWithinLimit(request, bytes)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw failed(request, "it is not there, or may not be run")
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      throw failed(request, "it printed more than \(Self.longestAnswer) bytes")
    } catch {
      throw failed(request, "it could not be run to its end", cause: "\(type(of: error))")
    }
    guard let ending else { throw failed(request, "it took longer than \(timeLimit)") }
    let remark = Self.line(ending.remark)
    switch ending.status {
    case .exited(0) where !ending.answer.isEmpty: return Data(ending.answer)
    case .exited(0): throw failed(request, "it ended well and printed nothing", cause: remark)
    case .exited(Self.refusal) where request == .unwrap: return nil
    case .exited(let code): throw failed(request, "it ended with status \(code)", cause: remark)
    default: throw failed(request, "a signal ended it", cause: remark)
    }
  }

  /// Makes writing to a program that has ended a failed write, and not the end of this process. It is
  /// said once; the programs that are started have the signal as usual.
  private static let brokenPipesAreErrors: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  private func endingWithinLimit(
    _ request: Request, _ bytes: Data
  ) async throws -> (status: TerminationStatus, answer: [UInt8], remark: [UInt8])? {
    Self.brokenPipesAreErrors
    return try await withThrowingTaskGroup(
      of: (status: TerminationStatus, answer: [UInt8], remark: [UInt8])?.self
    ) { group in
      group.addTask {
        let program = words[0]
        let result = try await Subprocess.run(
          program.contains("/") ? .path(.init(program)) : .name(program),
          arguments: Arguments(words.dropFirst() + [request.rawValue]),
          environment: Self.environment, platformOptions: Self.platformOptions,
          input: .inputWriter, output: .bytes(limit: Self.longestAnswer),
          // Beyond the limit is an error, too: a program that says so much is not the right one.
          error: .bytes(limit: 64 * Self.longestRemark)
        ) { running in
          // A program may end, or close its input, before it has read all: what counts is what it
          // answers. (With an array as the input, the library ends the whole process then.)
          _ = try? await running.standardInputWriter.write(Array(bytes))
        }
        return (result.terminationStatus, result.standardOutput, result.standardError)
      }
      group.addTask {
        try await Task.sleep(for: timeLimit)
        return nil
      }
      // Leaving cancels the other task; a program that still runs is ended then and waited for.
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  /// The environment of this process without `valised`'s own variables, of which one may hold the
  /// database's password. What cloud tools need of theirs stays.
  private static var environment: Environment {
    let ours = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("VALISED_") }
    return .inherit.updating(
      Dictionary(uniqueKeysWithValues: ours.map { (Environment.Key(stringLiteral: $0), nil) }))
  }

  /// With these the program is ended together with all that it started: they are one session.
  private static var platformOptions: PlatformOptions {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
    ]
    return options
  }

  /// What the program said on standard error, in one line, for the log.
  private static func line(_ remark: [UInt8]) -> String? {
    let text = String(decoding: remark.suffix(longestRemark), as: UTF8.self)
      .split(whereSeparator: \.isNewline).joined(separator: " / ")
    return text.isEmpty ? nil : text
  }

  private func failed(_ request: Request, _ how: String, cause: String? = nil) -> VaultError {
    VaultError(
      .masterKeyCommandFailed,
      "The command of the master key, \(words[0]), did not \(request.rawValue) a key: \(how). "
        + "Mend it, or wait until what it asks answers again.", cause: cause)
  }
}
