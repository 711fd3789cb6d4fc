/// The folders of Windows by whose GUIDs the shell names programs without an id of their own:
/// `{6D809377-6AF0-444B-8957-A3773F02200E}\7-Zip\7zFM.exe`.
///
/// Source: Microsoft, "KNOWNFOLDERID" (learn.microsoft.com/windows/win32/shell/knownfolderid).
struct KnownFolder: Hashable, Sendable {
  let guid: String
  /// Its usual path on the system drive; `%USERPROFILE%` at its head stands for the person's folder.
  let path: String
  /// The environment variables that name it.
  let variables: [String]

  /// Narrower folders before wider ones, so that the first that fits is the best.
  static let all = [
    KnownFolder(
      guid: "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}", path: #"C:\Windows\System32"#, variables: []),
    KnownFolder(
      guid: "{D65231B0-B2F1-4857-A4CE-A8E7C6EA7D27}", path: #"C:\Windows\SysWOW64"#, variables: []),
    KnownFolder(
      guid: "{F38BF404-1D43-42F2-9305-67DE0B28FC23}", path: #"C:\Windows"#,
      variables: ["%windir%", "%systemroot%"]),
    KnownFolder(
      guid: "{6D809377-6AF0-444B-8957-A3773F02200E}", path: #"C:\Program Files"#,
      variables: ["%programfiles%", "%programw6432%"]),
    KnownFolder(
      guid: "{7C5A40EF-A0FB-4BFC-874A-C0F2E0B9FA8E}", path: #"C:\Program Files (x86)"#,
      variables: ["%programfiles(x86)%"]),
    KnownFolder(
      guid: "{905E63B6-C1BF-494E-B29C-65B732D3D21A}", path: #"C:\Program Files"#, variables: []),
    KnownFolder(
      guid: "{A77F5D77-2E2B-44C3-A6A2-ABA601054A51}",
      path: #"%USERPROFILE%\AppData\Roaming\Microsoft\Windows\Start Menu\Programs"#, variables: []),
    KnownFolder(
      guid: "{0139D44E-6AFE-49F2-8690-3DAFCAE6FFB8}",
      path: #"C:\ProgramData\Microsoft\Windows\Start Menu\Programs"#, variables: []),
    KnownFolder(
      guid: "{5CD7AEE2-2219-4A67-B85D-6C9CE15660CB}",
      path: #"%USERPROFILE%\AppData\Local\Programs"#, variables: []),
    KnownFolder(
      guid: "{F1B32785-6FBA-4FCF-9D55-7B8E7F157091}", path: #"%USERPROFILE%\AppData\Local"#,
      variables: ["%localappdata%"]),
    KnownFolder(
      guid: "{3EB685DB-65F9-4CF6-A03A-E3EF65729F3D}", path: #"%USERPROFILE%\AppData\Roaming"#,
      variables: ["%appdata%"]),
    KnownFolder(
      guid: "{62AB5D82-FDC1-4DC3-A9DD-070D1D495D97}", path: #"C:\ProgramData"#,
      variables: ["%programdata%", "%allusersprofile%"]),
    KnownFolder(
      guid: "{5E6C858F-0E22-4760-9AFE-EA3317B67173}", path: "%USERPROFILE%",
      variables: ["%userprofile%"]),
  ]

  /// The AppID by which the shell names a program at this path, with or without environment
  /// variables; the path itself where no known folder holds it.
  static func appID(ofPath path: String, profilePath: String) -> String {
    for folder in all {
      let heads = [folder.path.replacing("%USERPROFILE%", with: profilePath)] + folder.variables
      for head in heads where path.lowercased().hasPrefix(head.lowercased() + "\\") {
        return folder.guid + path.dropFirst(head.count)
      }
    }
    return path
  }

  /// The path that an AppID of a known folder names for a person; nil for an AppID of another kind.
  static func path(ofAppID appID: String, profilePath: String) -> String? {
    let guid = appID.prefix { $0 != "\\" }
    if appID.hasPrefix("{"), guid.count < appID.count {
      return all.first { $0.guid.lowercased() == guid.lowercased() }.map {
        $0.path.replacing("%USERPROFILE%", with: profilePath) + appID.dropFirst(guid.count)
      }
    }
    let isPath = appID.dropFirst().hasPrefix(":\\")
    return isPath ? appID : nil
  }
}
