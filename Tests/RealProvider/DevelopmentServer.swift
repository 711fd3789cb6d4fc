import DevelopmentProvider
import Foundation
import Hummingbird
import Logging

/// The development provider on a server of its own, on a port of this machine.
public final class DevelopmentServer: SignInProvider {
  public let issuer: String
  public let codeClient = "valise-console"
  public let codeScope = "openid offline_access"
  public let deviceClient = "valise"
  public let deviceScope = "openid offline_access"
  public let audience = "valise"
  public let requiredScope: String? = "openid"
  public let redirectAddress: String
  private let serving: Task<Void, any Error>

  public static func start(
    redirectAddress: String = SignInRedirect.nowhere
  ) async throws -> DevelopmentServer {
    let port = try FreePort.find()
    let origin = "http://127.0.0.1:\(port)"
    let provider = try await DevelopmentProvider(
      origin: origin, tenants: ["contoso"], consoleRedirect: redirectAddress)
    let router = Router()
    provider.addRoutes(to: router)
    let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
    let application = Application(
      router: router,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { _ in isRunning.yield() },
      logger: Logger(label: "development") { _ in SwiftLogNoOpLogHandler() })
    let serving = Task { try await application.run() }
    for await _ in running { break }
    return DevelopmentServer(
      issuer: origin + DevelopmentProvider.path, redirectAddress: redirectAddress,
      serving: serving)
  }

  private init(issuer: String, redirectAddress: String, serving: Task<Void, any Error>) {
    self.issuer = issuer
    self.redirectAddress = redirectAddress
    self.serving = serving
  }

  public func stop() { serving.cancel() }

  public func visit(_ address: String) async throws -> String? {
    try await DevelopmentBrowser.visit(address, as: "Alice")
  }
}
