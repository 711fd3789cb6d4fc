extension Route {
  public static let exportPerson = Route(.post, "/v1/users/{user}/export")
  public static let importPerson = Route(.post, "/v1/users/{user}/import")

  /// All of a person as an archive.
  static let archive: [Route] = [.exportPerson, .importPerson]
}
