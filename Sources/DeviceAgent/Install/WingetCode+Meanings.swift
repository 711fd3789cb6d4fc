extension WingetCode {
  struct Meaning: Sendable {
    let consequence: Consequence
    let sentence: String
  }

  /// The codes that an installation can end with. Those of winget that only other commands give are
  /// not here.
  static let meanings: [WingetCode: Meaning] = Dictionary(
    uniqueKeysWithValues: rows.map { code, consequence, sentence in
      (WingetCode(rawValue: code), Meaning(consequence: consequence, sentence: sentence))
    })

  private static let rows: [(UInt32, Consequence, String)] =
    [(0, .installed, "It is installed.")] + there + restarts + unavailable + policies + passing
    + setup + failures

  private static let there: [(UInt32, Consequence, String)] = [
    (0x8A15_002B, .alreadyThere, "It is there, and there is no newer version."),
    (0x8A15_004F, .alreadyThere, "It is there in this version or a newer one."),
    (0x8A15_0061, .alreadyThere, "It is there already."),
    (0x8A15_0068, .alreadyThere, "It is there, held at its version by a pin of winget."),
    (0x8A15_010D, .alreadyThere, "Another version of it is there already."),
    (0x8A15_010E, .alreadyThere, "A newer version of it is there already."),
    (0x8A15_0114, .alreadyThere, "It is there, and its installer cannot update it."),
    (0x8007_3CFB, .alreadyThere, "A package of its name and version is there already."),
    (0x8007_3D06, .alreadyThere, "A newer version of its package is there already."),
  ]

  private static let restarts: [(UInt32, Consequence, String)] = [
    (0x8A15_0109, .installedUntilRestart, "It is installed; a restart of the PC completes it."),
    (0x8A15_010B, .installedUntilRestart, "It is installed; its installer restarts the PC."),
    (0x8007_0BC2, .installedUntilRestart, "It is installed; a restart of the PC completes it."),
    (0x8007_0669, .installedUntilRestart, "It is installed; its installer restarts the PC."),
    (0x8A15_010A, .restartFirst, "It can be installed after a restart of the PC."),
  ]

  private static let unavailable: [(UInt32, Consequence, String)] = [
    (0x8A15_0010, .notAvailable, "None of its installers is for this PC."),
    (0x8A15_0014, .notAvailable, "The source does not have it, or not in this region."),
    (0x8A15_0017, .notAvailable, "The source does not say how it is installed."),
    (0x8A15_0080, .notAvailable, "The Store has no package of it for this PC."),
    (0x8A15_0082, .notAvailable, "The Store has no download of it for this PC."),
    (0x8A15_0113, .notAvailable, "It does not support this PC."),
  ]

  private static let policies: [(UInt32, Consequence, String)] = [
    (0x8A15_001B, .blockedByPolicy, "The organization's policy blocks the Microsoft Store."),
    (0x8A15_001C, .blockedByPolicy, "The organization's policy blocks this app of the Store."),
    (0x8A15_003A, .blockedByPolicy, "A group policy blocks winget or this source."),
    (0x8A15_010F, .blockedByPolicy, "The organization's policy forbids its installer."),
    (0x8007_0659, .blockedByPolicy, "The system's policy forbids its installer."),
    (0x8007_3CFF, .blockedByPolicy, "Policy forbids packages like it, such as sideloaded ones."),
    (0x8007_3D01, .blockedByPolicy, "The organization's policy blocks its package."),
  ]

  private static let passing: [(UInt32, Consequence, String)] = [
    (0x8A15_0005, .passes, "winget was told to stop."),
    (0x8A15_0008, .passes, "Its installer could not be downloaded. Check the network."),
    (0x8A15_000F, .passes, "The source's list of packages is not on the PC yet."),
    (0x8A15_001E, .passes, "The Microsoft Store could not install it. It may be updating itself."),
    (0x8A15_002E, .passes, "The download was not whole."),
    (0x8A15_0039, .passes, "The source's server answered what cannot be read."),
    (0x8A15_003B, .passes, "The source's server has a fault."),
    (0x8A15_003D, .passes, "The source's server answered something else; a proxy may be between."),
    (0x8A15_003F, .passes, "The source's list of packages arrived damaged."),
    (0x8A15_0040, .passes, "The connection broke."),
    (0x8A15_0044, .passes, "The source's server was not found."),
    (0x8A15_0045, .passes, "The source could not be opened. Check the network."),
    (0x8A15_004B, .passes, "The sources could not be opened. Check the network."),
    (0x8A15_006A, .passes, "winget was ended, by an update of itself perhaps."),
    (0x8A15_006B, .passes, "What it depends on could not be downloaded."),
    (0x8A15_006D, .passes, "A service that is needed is busy."),
    (0x8A15_007E, .passes, "winget's own database was busy."),
    (0x8A15_007F, .passes, "The Store's catalog did not answer."),
    (0x8A15_0081, .passes, "The Store's download service did not answer."),
    (0x8A15_0083, .passes, "The Store's licensing service did not answer."),
    (0x8A15_0086, .passes, "The download was empty. Check the network."),
    (0x8A15_0101, .passes, "It is running. Close it."),
    (0x8A15_0102, .passes, "Another installation is running."),
    (0x8A15_0103, .passes, "Files that it replaces are in use. Close the programs that use them."),
    (0x8A15_0106, .passes, "There is too little memory. Close other programs."),
    (0x8A15_0107, .passes, "There is no network."),
    (0x8A15_0111, .passes, "Another program is using it. Close that."),
    (0x8007_000E, .passes, "There is too little memory. Close other programs."),
    (0x8007_0020, .passes, "A file that it needs is in use."),
    (0x8007_04CF, .passes, "There is no network."),
    (0x8007_0652, .passes, "Another installation is running."),
    (0x8007_2EE2, .passes, "The server did not answer in time."),
    (0x8007_2EE7, .passes, "The server's name is not known. Check the network."),
    (0x8007_2EFD, .passes, "The server could not be reached. Check the network."),
    (0x8007_2EFE, .passes, "The connection broke."),
    (0x8007_2EFF, .passes, "The connection broke."),
    (0x8007_3D02, .passes, "Its package is in use. Close the app."),
    (0x8007_3D19, .passes, "The person signed out while it was installed."),
  ]

  private static let setup: [(UInt32, Consequence, String)] = [
    (
      0x8A15_0002, .setupFirst,
      "This winget does not know the options that Valise uses. Update App Installer in the Store."
    ),
    (
      0x8A15_0007, .setupFirst,
      "This winget is too old for the package. Update App Installer in the Store."
    ),
    (
      0x8A15_000B, .setupFirst,
      "winget's list of sources is damaged. As administrator: winget source reset --force"
    ),
    (
      0x8A15_0012, .setupFirst,
      "winget does not have the source. As administrator: winget source reset --force; a private "
        + "source: winget source add"
    ),
    (
      0x8A15_0015, .setupFirst,
      "winget has no sources. As administrator: winget source reset --force"
    ),
    (
      0x8A15_0046, .setupFirst,
      "The source's terms are not agreed to. Run winget search once and agree, or let IT allow the "
        + "source by policy."
    ),
    (
      0x8A15_0075, .setupFirst,
      "The source wants a sign-in, which failed. Sign in to Windows with the work account."
    ),
    (
      0x8A15_0076, .setupFirst,
      "The source wants a sign-in. Run winget search in that source once, and sign in."
    ),
  ]

  private static let failures: [(UInt32, Consequence, String)] = [
    (0x8A15_0001, .fails, "winget has a fault of its own. Look in its log."),
    (0x8A15_0003, .fails, "winget could not carry out the command. Look in its log."),
    (0x8A15_0004, .fails, "The package's description cannot be opened."),
    (0x8A15_0006, .fails, "Its installer failed. Look in winget's log for the installer's code."),
    (
      0x8A15_0011, .fails,
      "The download is not the file that the source describes. The publisher may have replaced it: "
        + "try again in some days."
    ),
    (0x8A15_0016, .fails, "Several packages go by its id."),
    (0x8A15_0019, .fails, "It needs an administrator's rights. Install it as administrator."),
    (0x8A15_002A, .fails, "The package's description is not valid."),
    (0x8A15_002D, .fails, "Windows' security check refused its installer."),
    (0x8A15_0041, .fails, "The package's terms were not agreed to."),
    (0x8A15_0049, .fails, "Windows Installer failed. Look in winget's log for its code."),
    (0x8A15_004C, .fails, "What it depends on cannot be worked out."),
    (0x8A15_0052, .fails, "The portable program could not be put in place."),
    (0x8A15_0054, .fails, "The same portable program of another source is in its place."),
    (0x8A15_0056, .fails, "It may not be installed as administrator. Install it as the person."),
    (0x8A15_005B, .fails, "The archive does not hold the installer that it should."),
    (0x8A15_005C, .fails, "The archive could not be unpacked."),
    (
      0x8A15_005E, .fails,
      "The Store's certificate is not Microsoft's: something on the network opens secure "
        + "connections. Exempt the Store from TLS inspection."
    ),
    (0x8A15_005F, .fails, "Its installer wants to be told a folder. Install it by hand."),
    (0x8A15_0060, .fails, "The scan of the archive for malware refused it."),
    (0x8A15_0085, .fails, "The work account may not have a license of the Store for it."),
    (0x8A15_0104, .fails, "Something that it depends on is missing on the PC."),
    (0x8A15_0105, .fails, "The disk is full. Make room and try again with --retry-failed."),
    (0x8A15_0108, .fails, "Its installer failed, and names its publisher's support."),
    (0x8A15_010C, .fails, "Somebody cancelled its installer."),
    (0x8A15_0110, .fails, "What it depends on could not be installed."),
    (0x8A15_0112, .fails, "Its installer did not take the options that its package gives it."),
    (0x8A15_0115, .fails, "Its installer failed with a code of its own. Look in winget's log."),
    (0x8007_0005, .fails, "Access was denied. Install it as administrator."),
    (0x8007_0070, .fails, "The disk is full. Make room and try again with --retry-failed."),
    (0x8007_0642, .fails, "Somebody cancelled its installer."),
    (0x8007_0643, .fails, "Windows Installer failed. Look in its log."),
    (0x8007_2F8F, .fails, "The secure connection was refused. Check the PC's date and the proxy."),
    (0x8007_3CF0, .fails, "Its package cannot be opened, or is not signed by whom it should be."),
    (0x8007_3CF3, .fails, "Its package depends on one that is not there, or contradicts one."),
    (0x8007_3CF4, .fails, "The disk is full. Make room and try again with --retry-failed."),
    (0x8007_3CF9, .fails, "Windows could not install its package. Look in the AppX log."),
    (0x8007_3CFD, .fails, "Its package needs another version of Windows."),
  ]
}
