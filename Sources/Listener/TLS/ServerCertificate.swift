import Foundation
import NIOSSL
import Synchronization

/// The certificate that the server shows now. It can be read anew while the server runs; connections
/// that exist go on with the one that they began with.
public final class ServerCertificate: Sendable {
  /// What became of reading the files anew.
  public enum Outcome: Sendable, Equatable {
    /// The files hold what they held.
    case unchanged
    /// New connections see the new certificate.
    case replaced
    /// What the files hold now cannot be used; new connections see the old certificate.
    case kept(ListenerError)
  }

  public let files: CertificateFiles
  private let state: Mutex<State>

  private struct State {
    var content: CertificateFiles.Content
    var pair: CertificatePair
    var generation = 0
    /// What was refused last, so that it is told once.
    var refused: ListenerError?
  }

  /// - Throws: `tls.` errors. A certificate whose time is over is taken: a server that comes up can be
  ///   mended, and clients see what is wrong.
  public init(files: CertificateFiles) throws(ListenerError) {
    self.files = files
    let content = try files.content()
    state = Mutex(State(content: content, pair: try files.pair(of: content)))
  }

  /// When the certificate's time is over.
  public var expiresAt: Date { state.withLock { $0.pair.expiresAt } }

  /// Reads the files again.
  ///
  /// - Parameter now: an expired certificate replaces none.
  public func reload(now: Date = Date()) -> Outcome {
    let content: CertificateFiles.Content
    let pair: CertificatePair
    do throws(ListenerError) {
      content = try files.content()
      guard state.withLock({ $0.content != content }) else {
        state.withLock { $0.refused = nil }
        return .unchanged
      }
      pair = try files.pair(of: content)
      guard pair.expiresAt > now else {
        throw ListenerError(
          .expiredCertificate, "The time of the new certificate \(files.certificate) is over.")
      }
    } catch {
      return state.withLock { state in
        // Of two files, one is always there first: only what stays wrong is worth a word.
        guard state.refused?.message != error.message else { return .unchanged }
        state.refused = error
        return .kept(error)
      }
    }
    state.withLock { state in
      state.content = content
      state.pair = pair
      state.generation += 1
      state.refused = nil
    }
    return .replaced
  }

  /// What to speak TLS with, and a number that changes with it.
  var current: (configuration: TLSConfiguration, generation: Int) {
    state.withLock { ($0.pair.configuration, $0.generation) }
  }
}
