/// When each kind of problem occurs, for `docs/errors.md`. A test sees to it that none is left out.
enum ProblemMeanings {
  /// By the code, in words that follow "when".
  static let all: [String: String] = [
    "access.denied":
      "the caller's roles do not reach this, or this person; the same whether or not there is such a person",
    "access.reasonRequired":
      "somebody acts for another person without saying why in the header `Valise-Reason`",
    "archive.conflict":
      "an imported profile has become another one since, or is changed at the same time",
    "archive.interrupted": "a version was deleted while it was exported: export again",
    "archive.invalid": "the archive is damaged, cut off, or none",
    "archive.newerFormat": "the archive was written by a newer version",
    "audit.unavailable": "a look cannot be recorded, so nothing is shown",
    "backup.componentNotAllowed": "policy leaves a component out of backups",
    "backup.turnedOff": "no policy turns backups on for the person on this device",
    "backupOrder.deviceUnknown":
      "the person has neither a backup nor a sign-in on that device, so an order would wait in vain",
    "backupOrder.ended": "the order ended otherwise before; what it ended with stays",
    "backupOrder.notFound": "the person has no such backup order",
    "component.digestMismatch": "the content has another digest than the manifest says",
    "component.malformed": "the content is not what its kind says, or not in its one encoding",
    "component.notAccepted": "network secrets, which no policy turns on",
    "component.notFound": "the version has no such component",
    "component.notInManifest": "a content that the manifest does not name",
    "component.repeated": "a component is there twice",
    "component.sizeMismatch": "the content has another size than the manifest says",
    "component.tooLarge": "the content is larger than components of its kind may be",
    "decision.notFound":
      "no such decision about the person is kept; it may be older than decisions are kept for",
    "device.contended": "many devices are changed at once; `Retry-After` says when to try again",
    "device.keyTaken": "the key is or was another enrollment's: make a new one for each",
    "device.mismatch": "the request names another device than the one whose key proves it",
    "device.notFound": "the tenant, or the person, has no such device",
    "device.notPending": "no enrollment of the device with this key waits for approval",
    "device.pending": "the device waits for IT's approval",
    "device.replaced":
      "another key or a later enrollment has taken the place of the device's key: enroll it again",
    "device.revoked": "IT took the device out of service",
    "device.unknown": "the device's key is not enrolled here",
    "document.changed":
      "the document is not as the request's `If-Match` says: somebody else changed it",
    "enrollmentToken.notFound": "the tenant has no such enrollment token",
    "enrollmentToken.spent": "the enrollment token was revoked, is used up, or its time is over",
    "identity.expiredToken":
      "the token was good, and its time is over: refresh it, or sign in again",
    "identity.missingProof":
      "only an enrolled device may ask this, with a proof of its key (RFC 9449)",
    "identity.missingToken": "no bearer token was sent",
    "identity.nonceRequired":
      "the device's proof lacks the server's nonce, or carries an old one: the answer's `DPoP-Nonce` has a fresh one",
    "identity.providerUnavailable":
      "the identity provider cannot be reached to check the token; `Retry-After` says when to try again",
    "identity.replayedProof": "the device's proof was used before: make one for each request",
    "identity.staleProof":
      "the device's proof is of another time: set the clock, or go by the answer's `Date`",
    "identity.wrongProof":
      "the device's proof is not good for this request; which check failed is in the log alone",
    "identity.wrongToken":
      "the token is nobody's, forged, or not for this service; which check failed is in the log alone",
    "offer.alreadyConcluded": "the offer has another outcome already",
    "offer.notFound": "the person has no such offer",
    "offer.nothingToRearm":
      "no offer to the person and no sign-in of theirs is known there, so nobody can be asked again",
    "policy.configured": "a policy of this name stands in the service's configuration",
    "policy.notFound": "the tenant has no such policy",
    "policy.revisionNotFound": "the policy has no such revision, or it was deleted by it",
    "policy.tooMany": "the tenant has 500 stored policies already",
    "profile.notFound": "the person has no such profile",
    "programme.notFound": "there is no such preview programme",
    "programme.notOpen": "the programme takes no requests now",
    "programme.requestNotFound": "the programme has no such request",
    "programme.requirementsNotMet": "who signs up does not meet what the programme asks for",
    "programme.tenantUnknown": "the installation has no tenant with the id that an admission names",
    "programme.tooManyRequests": "too many people sign up at this moment, or the programme is full",
    "request.answerNotKept":
      "the request with this `Idempotency-Key` was done, and its answer held a secret that is not kept",
    "request.headTooLarge":
      "a request's address and fields together are larger than `limits.headBytes`, or more than `limits.headFields`; over HTTP/2 the connection ends instead",
    "request.inProgress": "the first request with this `Idempotency-Key` has not ended",
    "request.incomplete": "the connection ended before the whole body was there",
    "request.invalidField": "a field is missing, or not what it must be",
    "request.invalidParameter": "a part of the path or the query is not what it must be",
    "request.keyReused": "the `Idempotency-Key` came with another request before",
    "request.malformedJSON": "the body is not JSON; the place is named",
    "request.preconditionRequired":
      "a change of a document needs `If-Match`, or `If-None-Match: *` for a new one",
    "request.tooLarge": "the body is larger than `limits.bodyBytes`",
    "request.tooMany":
      "more requests than `limits` lets a tenant, person or address send; `Retry-After` says when to try again",
    "request.unknownField": "a field that the format does not have",
    "request.unsupportedMediaType":
      "the body is not `application/json`, or has a `Content-Encoding`",
    "route.methodNotAllowed": "the path has other methods; `Allow` names them",
    "route.notFound": "no route has this path",
    "scimToken.notFound": "the tenant has no such token for SCIM",
    "scimToken.tooMany": "the tenant has 50 tokens for SCIM already",
    "service.failed": "a fault of the service; its log says more under the request's id",
    "signIn.notFound": "no sign-in of the person on the device is known",
    "snapshot.contended": "several backups of one device at once, again and again: send it again",
    "snapshot.empty": "the manifest names no component",
    "snapshot.notFound": "the profile has no such version",
    "snapshot.onlyVersion": "a profile keeps one version at least: delete the profile",
    "store.full": "no space is left; nothing was stored",
    "store.readOnly": "the store cannot be written; nothing was stored",
    "store.unavailable": "the store cannot be reached",
    "transfer.notFound": "no such transfer for this tenant and person, or it is over",
    "transfer.notOpen": "the transfer does not wait for an answer any more",
    "vault.unavailable": "the program that holds the master key does not answer",
  ]
}
