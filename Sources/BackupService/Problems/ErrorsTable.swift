/// The page that lists every code of a problem, written from ``ProblemKind``.
public enum ErrorsTable {
  /// `docs/errors.md`, to the letter.
  public static func markdown() -> String {
    """
    # Problems and their codes

    Written by `valised errors` from the code; a test compares. Every error of the service is
    `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail` and `code`. Branch on
    the code: it never changes. The words are for people, and may. Below `/scim/v2` errors are SCIM's
    ([scim.md](scim.md)), and end with the code where they have one.

    | code | status | title | when |
    |---|---|---|---|
    \(rows)

    A request that is not HTTP at all is answered with 400 and no body, and its connection is closed.
    """ + "\n"
  }

  private static var rows: String {
    ProblemKind.allCases.sorted { $0.code < $1.code }.map { kind in
      "| `\(kind.code)` | \(kind.status) | \(kind.title) | \(ProblemMeanings.all[kind.code] ?? "") |"
    }.joined(separator: "\n")
  }
}
