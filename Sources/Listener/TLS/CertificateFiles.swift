import Foundation
import NIOSSL

/// A server's certificate and its private key, in two files.
public struct CertificateFiles: Sendable, Hashable {
  /// PEM: the server's own certificate first, then those between it and a root.
  public let certificate: String
  /// PEM, without a pass phrase, reachable by the server's own user alone.
  public let key: String

  /// Many times the size of a chain of certificates.
  private static let sizeLimit = 1 << 20

  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }

  /// What the files hold, as bytes: enough to see that one was changed.
  struct Content: Equatable {
    let certificate: [UInt8]
    let key: [UInt8]
  }

  func content() throws(ListenerError) -> Content {
    Content(
      certificate: try Self.bytes(of: certificate, mustBePrivate: false),
      key: try Self.bytes(of: key, mustBePrivate: true))
  }

  /// Reads what the files hold as a pair that fits.
  func pair(of content: Content) throws(ListenerError) -> CertificatePair {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMBytes(content.certificate)
    } catch {
      throw damagedCertificate(cause: "\(error)")
    }
    guard let own = chain.first else { throw damagedCertificate(cause: nil) }
    let privateKey: NIOSSLPrivateKey
    do {
      // Without an answer to it, the library would ask for a pass phrase at the terminal.
      privateKey = try NIOSSLPrivateKey(bytes: content.key, format: .pem) { $0([UInt8]()) }
    } catch {
      throw ListenerError(
        .damagedKey,
        "The key \(key) cannot be used: it must be a private key in PEM, without a pass phrase.",
        cause: "\(error)")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    configuration.minimumTLSVersion = .tlsv13
    do {
      _ = try NIOSSLContext(configuration: configuration)
    } catch {
      throw ListenerError(
        .unfitPair,
        "The key \(key) is not that of the first certificate in \(certificate): put both in place together.",
        cause: "\(error)")
    }
    return CertificatePair(
      configuration: configuration,
      expiresAt: Date(timeIntervalSince1970: TimeInterval(own.notValidAfter)))
  }

  private func damagedCertificate(cause: String?) -> ListenerError {
    ListenerError(
      .damagedCertificate,
      "\(certificate) holds no certificate: it must be PEM, the server's own certificate first.",
      cause: cause)
  }

  private static func bytes(
    of path: String, mustBePrivate: Bool
  ) throws(ListenerError) -> [UInt8] {
    func unreadable(_ why: String) -> ListenerError {
      mustBePrivate
        ? ListenerError(
          .unreadableKey, "The key \(path) cannot be read; check tls.keyFile.", cause: why)
        : ListenerError(
          .unreadableCertificate,
          "The certificate \(path) cannot be read; check tls.certificateFile.", cause: why)
    }
    // A pipe in the file's place must not hold up the server.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    // The open file is looked at, not the path, which could lead elsewhere a moment later.
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw unreadable("it is not a file")
    }
    if mustBePrivate { try checkRights(status, of: path) }
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    var bytes: [UInt8] = []
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw unreadable(String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= sizeLimit else { throw unreadable("it is larger than 1 MiB") }
    }
  }

  private static func checkRights(_ status: stat, of path: String) throws(ListenerError) {
    guard status.st_mode & 0o077 == 0 else {
      throw ListenerError(
        .exposedKey,
        "Others can reach the key \(path): run `chmod 600 \(path)`, and consider whether somebody has seen it."
      )
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw ListenerError(
        .exposedKey,
        "The key \(path) belongs to another user: give it to the user that runs the service.")
    }
  }
}

/// A certificate and its key, read and found to fit.
struct CertificatePair: Sendable {
  let configuration: TLSConfiguration
  let expiresAt: Date
}
