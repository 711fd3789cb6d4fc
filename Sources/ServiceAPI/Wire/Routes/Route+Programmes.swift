extension Route {
  public static let programmes = Route(.get, "/v1/programmes")
  public static let programme = Route(.get, "/v1/programmes/{programme}")
  public static let putProgramme = Route(.put, "/v1/programmes/{programme}")
  public static let programmeRequests = Route(.get, "/v1/programmes/{programme}/requests")
  public static let programmeVerdict = Route(
    .post, "/v1/programmes/{programme}/requests/{request}/verdict")

  /// Preview programmes, and who takes part.
  static let previews: [Route] = [
    .programmes, .programme, .putProgramme, .programmeRequests, .programmeVerdict,
  ]
}
