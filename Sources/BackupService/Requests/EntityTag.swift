import HTTPTypes
import Hummingbird
import Store
import UserEnvironment

/// The entity tag of a document that people edit (RFC 9110, section 8.8.3): its revision, and a part
/// of its digest, since a document that was removed and made again has the same revisions.
enum EntityTag {
  static func of(_ document: Versioned<some Encodable>) throws -> String {
    let digest = Digest(of: try CanonicalJSON.encode(document.content)).description.suffix(8)
    return "\"r\(document.revision)-\(digest)\""
  }
}

extension ServiceRequest {
  /// What must hold for a document that the request changes: `If-Match` with the tag of what was read,
  /// or `If-None-Match: *` for one that must not be there yet.
  ///
  /// - Parameter document: what is there now.
  /// - Throws: `request.preconditionRequired` when the request names neither, `document.changed` when
  ///   it does not hold.
  func condition(
    on document: Versioned<some Encodable>?
  ) throws -> RecordCondition {
    let match = request.headers[.ifMatch]
    let noneMatch = request.headers[.ifNoneMatch]
    switch (match, noneMatch) {
    case (nil, "*"?):
      guard document == nil else {
        throw ServiceProblem(
          .documentChanged, "It is there already: read it, and send If-Match with its ETag.")
      }
      return .absent
    case (let match?, nil):
      guard let document, try match == "*" || match == EntityTag.of(document) else {
        throw ServiceProblem(
          .documentChanged,
          "It is not as you read it: somebody else changed it. Read it again, then decide.")
      }
      return .revision(document.revision)
    default:
      throw ServiceProblem(
        .preconditionRequired,
        "Say what you change: If-Match with the ETag of what you read, or If-None-Match: * for a new one."
      )
    }
  }
}

extension Response {
  /// A document with its entity tag.
  ///
  /// - Parameter message: the document as it is told.
  static func document(
    _ message: some Encodable, of document: Versioned<some Encodable>,
    status: HTTPResponse.Status = .ok
  ) throws -> Response {
    var response = try Response.json(message)
    response.status = status
    response.headers[.eTag] = try EntityTag.of(document)
    response.headers[.cacheControl] = "private, no-cache"
    return response
  }
}
