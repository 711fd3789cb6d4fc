import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Store
import Synchronization
import UserEnvironment

/// Answers a POST that is sent again with the same `Idempotency-Key` as the first time, so that a
/// client which lost the answer may repeat the request without doing it twice. Header and meaning are
/// those of the IETF's draft "The Idempotency-Key HTTP Header Field".
///
/// The first request notes that it is under way, then keeps its answer for a day. An answer that is an
/// error is not kept: nothing was done, and the request may be tried again. Of an answer that holds a
/// secret it is only kept that it was given: the store would otherwise have the secret in the clear.
struct Idempotency: Sendable {
  /// How long an answer is kept, in seconds.
  static let keepingTime: TimeInterval = 86_400
  /// From here on a request that never ended is taken for lost with its process, in seconds.
  static let longestRequest: TimeInterval = 300

  private let shelf: RecordShelf<KeptAnswer>
  private let now: @Sendable () -> Date

  init(store: any Store, now: @escaping @Sendable () -> Date) {
    shelf = RecordShelf(
      store: store, kind: RecordKind(rawValue: "idempotencyKey"), now: now)
    self.now = now
  }

  /// Answers by what was kept, or by `answer`.
  ///
  /// - Parameter keepsAnswer: false when the answer holds a secret.
  /// - Throws: `request.keyReused` when the key came with another request before,
  ///   `request.inProgress` when that request has not ended, `request.answerNotKept` when it has and
  ///   its answer held a secret.
  func answer(
    _ key: String, _ request: ServiceRequest, from caller: Caller, keepsAnswer: Bool,
    _ answer: () async throws -> Response
  ) async throws -> Response {
    let owner = RecordOwner.tenant(TenantID(rawValue: caller.tenant))
    let id = Self.id(of: key, from: caller)
    let fingerprint = try await Self.fingerprint(of: request)
    let known = try await shelf.document(id, of: owner)
    if let known, !isLost(known) {
      return try known.content.response(for: fingerprint)
    }
    let begun = try await begin(fingerprint, id: id, of: owner, after: known)
    let response: Response
    do {
      response = try await answer()
    } catch {
      try? await shelf.remove(id, of: owner, if: .revision(begun.revision))
      throw error
    }
    let kept =
      keepsAnswer
      ? try await KeptAnswer(fingerprint: fingerprint, response: response)
      : KeptAnswer(fingerprint: fingerprint, withholding: response)
    do {
      try await shelf.put(
        kept, id: id, of: owner, expiresAt: now() + Self.keepingTime,
        if: .revision(begun.revision))
    } catch {
      // What was done is answered as done. Another request may have taken this one for lost, or the
      // store be away by now.
      request.context.logger.warning(
        "an answer could not be kept for a repetition",
        metadata: ["problem": "\(ServiceProblem(error).kind.code)"])
    }
    return keepsAnswer ? kept.response() : response
  }

  private func begin(
    _ fingerprint: Digest, id: String, of owner: RecordOwner, after known: Versioned<KeptAnswer>?
  ) async throws -> Versioned<KeptAnswer> {
    do {
      return try await shelf.put(
        KeptAnswer(fingerprint: fingerprint), id: id, of: owner,
        expiresAt: now() + Self.keepingTime, if: known.map { .revision($0.revision) } ?? .absent)
    } catch let error as StoreError where error.code == .conflict {
      throw ServiceProblem.inProgress
    }
  }

  /// What makes two requests the same: method, address, body, and which device sent it. Where the
  /// device is only now becoming one, that is its key, which is a part of what is asked for.
  private static func fingerprint(of request: ServiceRequest) async throws -> Digest {
    let device = request.context.device?.id.rawValue ?? request.context.proof?.key ?? ""
    return Digest(
      of: Data("\(request.request.method) \(request.request.uri)\n\(device)\n".utf8)
        + (try await request.bytes()))
  }

  private func isLost(_ known: Versioned<KeptAnswer>) -> Bool {
    let age = now().timeIntervalSince(known.changedAt)
    return age > (known.content.status == nil ? Self.longestRequest : Self.keepingTime)
  }

  private static func id(of key: String, from caller: Caller) -> String {
    let name =
      switch caller.subject {
      case .named(let name): "n" + name
      case .everybody: "e"
      case .enrollmentToken(let id): "t" + id
      }
    return Digest(of: Data("\(name.utf8.count):\(name)\(key)".utf8)).description
  }
}

/// The answer to a request, as it is kept.
private struct KeptAnswer: Codable, Sendable {
  let fingerprint: Digest
  /// Nil while the request is under way.
  var status: Int?
  var headers: [String: String]?
  var body: Data?
  /// True when the answer held a secret: then neither its headers nor its body are kept.
  var isWithheld: Bool?

  init(fingerprint: Digest) {
    self.fingerprint = fingerprint
  }

  init(fingerprint: Digest, withholding response: Response) {
    self.fingerprint = fingerprint
    status = response.status.code
    isWithheld = true
  }

  init(fingerprint: Digest, response: Response) async throws {
    let collected = CollectedBody()
    try await response.body.write(collected)
    self.fingerprint = fingerprint
    status = response.status.code
    headers = Dictionary(
      response.headers.map { ($0.name.rawName, $0.value) }, uniquingKeysWith: { first, _ in first })
    body = collected.bytes
  }

  func response(for fingerprint: Digest) throws(ServiceProblem) -> Response {
    guard fingerprint == self.fingerprint else {
      throw ServiceProblem(
        .keyReused,
        "This Idempotency-Key came with another request before. Make a new key for each request.")
    }
    guard status != nil else { throw .inProgress }
    guard isWithheld != true else { throw .answerNotKept }
    return response()
  }

  func response() -> Response {
    var response = Response(
      status: .init(code: status ?? 200),
      body: .init(byteBuffer: ByteBuffer(bytes: body ?? Data())))
    for (name, value) in headers ?? [:] {
      if let name = HTTPField.Name(name) { response.headers[name] = value }
    }
    return response
  }
}

extension ServiceProblem {
  fileprivate static let inProgress = ServiceProblem(
    .inProgress, "The first request with this Idempotency-Key has not ended. Try again in a while.",
    retryAfter: 1)

  fileprivate static let answerNotKept = ServiceProblem(
    .answerNotKept,
    "This was done, and its answer held a secret, which is not kept. If the answer was lost, end what it made, and make another with a new Idempotency-Key."
  )
}

/// Takes an answer's body into memory.
private final class CollectedBody: ResponseBodyWriter {
  private let collected = Mutex(Data())

  var bytes: Data { collected.withLock { $0 } }

  func write(_ buffer: ByteBuffer) async throws {
    collected.withLock { $0.append(contentsOf: buffer.readableBytesView) }
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension ServiceRequest {
  /// The request's `Idempotency-Key`; nil when it has none.
  ///
  /// - Throws: `request.invalidParameter` for one that cannot be kept.
  func idempotencyKey() throws(ServiceProblem) -> String? {
    guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name] else {
      return nil
    }
    guard Identifier.isValid(key) else {
      throw ServiceProblem(
        .invalidParameter, "The header Idempotency-Key must be \(Identifier.rule).")
    }
    return key
  }
}
