import UserEnvironment

/// Preview programmes, for the operator.
extension ServiceClient {
  /// Every programme.
  public func programmes() async throws(ServiceError) -> [Programme] {
    try await ProgrammeList.all(\.programmes) { after throws(ServiceError) in
      try await exchange.receive(
        ProgrammeList.self, from: .programmes, query: Query.text(["after": after]))
    }
  }

  /// Makes a programme.
  ///
  /// - Throws: the service's `document.changed` when it is there already.
  public func makeProgramme(
    _ id: String, _ settings: ProgrammeSettings
  ) async throws(ServiceError) -> Programme {
    try await exchange.send(
      settings, to: .putProgramme, [.programme: id], headers: ["If-None-Match": "*"],
      receiving: Programme.self)
  }

  /// Changes what a programme's settings are now.
  ///
  /// - Throws: the service's `document.changed` when somebody else changes them at the same time.
  public func changeProgramme(
    _ id: String, _ change: (inout ProgrammeSettings) -> Void
  ) async throws(ServiceError) -> Programme {
    let read = try await exchange.receiveBytes(from: .programme, [.programme: id])
    var settings = try exchange.decode(Programme.self, from: read.bytes).settings
    change(&settings)
    return try await exchange.send(
      settings, to: .putProgramme, [.programme: id],
      headers: ["If-Match": read.entityTag ?? "*"], receiving: Programme.self)
  }

  /// Every request to take part that is in this state; nil for all.
  public func programmeRequests(
    of id: String, in state: ProgrammeRequest.State?
  ) async throws(ServiceError) -> [ProgrammeRequest] {
    try await ProgrammeRequestList.all(\.requests) { after throws(ServiceError) in
      try await exchange.receive(
        ProgrammeRequestList.self, from: .programmeRequests, [.programme: id],
        query: Query.text(["state": state?.rawValue, "after": after]))
    }
  }

  /// Accepts a request, or declines it.
  public func decide(
    _ verdict: ProgrammeVerdict, on request: String, of programme: String
  ) async throws(ServiceError) -> ProgrammeRequest {
    try await exchange.send(
      verdict, to: .programmeVerdict, [.programme: programme, .request: request],
      receiving: ProgrammeRequest.self)
  }
}
