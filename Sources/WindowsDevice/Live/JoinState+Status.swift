extension DeviceDescription.JoinState {
  /// Reads what `dsregcmd /status` says: lines of `Key : Value`, whose keys and answers are the same
  /// in every language. Nil when the text does not say whether the PC is joined.
  ///
  /// Source: Microsoft Learn, "Troubleshoot devices by using the dsregcmd command".
  init?(status text: String) {
    var answers: [Substring: Bool] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1).map(\.trimmed)
      guard parts.count == 2, let answer = ["YES": true, "NO": false][parts[1]] else { continue }
      answers[parts[0]] = answer
    }
    guard let isEntraJoined = answers["AzureAdJoined"], let isInDomain = answers["DomainJoined"]
    else { return nil }
    switch (isEntraJoined, isInDomain) {
    case (true, true): self = .entraHybridJoined
    case (true, false): self = .entraJoined
    case (false, true): self = .domainJoined
    case (false, false):
      self =
        answers["WorkplaceJoined"] == true ? .entraRegistered : DeviceDescription.JoinState.none
    }
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var rest = drop { $0.isWhitespace }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }
}
