import Foundation
import Listener
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the certificate anew when its files change, and on SIGHUP.
struct CertificateWatch: Service {
  let certificate: ServerCertificate
  let logger: Logger

  /// How often the files are looked at.
  private static let interval = Duration.seconds(10)
  /// From here on the log says that the certificate ends soon.
  private static let warning: TimeInterval = 14 * 86_400

  func run() async throws {
    sayWhenItEnds()
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          for await _ in await UnixSignalsSequence(trapping: .sighup) { look(wasAsked: true) }
        }
        group.addTask {
          while (try? await Task.sleep(for: Self.interval)) != nil { look(wasAsked: false) }
        }
      }
    }
  }

  private func look(wasAsked: Bool) {
    switch certificate.reload() {
    case .unchanged:
      if wasAsked { logger.info("the certificate is as it was") }
    case .replaced:
      logger.notice("new connections see the new certificate")
      sayWhenItEnds()
    case .kept(let error):
      var metadata: Logger.Metadata = ["problem": "\(error.code)", "words": "\(error.message)"]
      if let cause = error.cause { metadata["cause"] = "\(cause)" }
      logger.error(
        "the certificate's files cannot be used; new connections see the old certificate",
        metadata: metadata)
    }
  }

  private func sayWhenItEnds() {
    let rest = certificate.expiresAt.timeIntervalSinceNow
    guard rest < Self.warning else { return }
    logger.warning(
      rest < 0 ? "the certificate's time is over" : "the certificate ends soon",
      metadata: ["endsAt": "\(certificate.expiresAt.formatted(.iso8601))"])
  }
}
